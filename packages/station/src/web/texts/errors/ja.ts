import type { ErrorTexts, ReasonTexts } from '../languages.ts';

export const errors: ErrorTexts = {
  CONFIG_INVALID: '設定値が正しくありません',
  INPUT_NOT_FOUND: 'ファイルまたはフォルダーがありません',
  INPUT_EMPTY: '画像がありません',
  TOO_FEW_IMAGES: '画像が足りません',
  DATASET_LAYOUT: 'フォルダーの構成がデータセットとして読めません',
  IMAGE_UNREADABLE: '画像が壊れているか、画像ではありません',
  IMAGE_UNSUPPORTED: 'この画像形式は読めません',
  IMAGE_TOO_LARGE: '画像が大きすぎます',
  IMAGE_TOO_SMALL: '画像が小さすぎます',
  ROI_INVALID: '検査領域が使えません',
  ROI_MISMATCH: '検査領域が画像に合いません',
  NO_SCORE: '画像のスコアが得られません',
  MODEL_DAMAGED: 'モデルファイルが壊れています',
  MODEL_TOO_NEW: 'モデルはより新しい版で作られています',
  BACKBONE_NOT_FOUND: 'バックボーンが見つかりません',
  BACKBONE_INVALID: 'バックボーンが使えません',
  BACKBONE_MISMATCH: 'バックボーンがモデルと一致しません',
  DOWNLOAD_FAILED: 'ダウンロードに失敗しました',
  DEVICE_UNAVAILABLE: '計算デバイスが使えません',
  EXPORT_UNSUPPORTED: 'この形式では出力できません',
  IMPORT_UNSUPPORTED: 'このモデルは取り込めません',
  EXPORT_DAMAGED: '出力ファイルが壊れています',
  OUTPUT_FAILED: 'ファイルを書けません',
  STORE_FAILED: 'ステーションのデータ保存に異常があります',
  STORE_UNAVAILABLE: 'データベースが応答しません',
  STORE_CONFLICT: '保存済みデータと矛盾します',
  STORE_IN_USE: 'データは別のステーションが使用中です',
  STORE_TOO_NEW: 'データはより新しい版で書かれています',
  ADDRESS_IN_USE: 'アドレスは使用中です',
  NOT_FOUND: '見つかりません',
  CONFLICT: '現在の状態では実行できません',
  UNAUTHORIZED: '有効なトークンがありません',
  FORBIDDEN: '権限がありません',
  QUEUE_FULL: '待ち行列がいっぱいです',
  RATE_LIMITED: '要求が多すぎます',
  STOPPING: 'ステーションは停止中です',
  WORKER_FAILED: '検査プロセスが異常終了しました',
  INSPECTION_TIMEOUT: '検査が時間内に終わりません',
  NOT_READY: 'ステーションは現在検査できません',
  CONNECTION_FAILED: '接続先に届かないか、拒否されました',
  SOURCE_SILENT: '画像入力元から何も届きません',
  CAMERA_ENDED: 'カメラのプログラムが終了しました',
  CAMERA_SILENT: 'カメラからフレームが届きません',
  CAMERA_FRAME_INVALID: 'カメラのフレームが不正です',
  CAMERA_TOO_FAST: 'カメラが速すぎます',
  CAMERA_DOWN: 'カメラが停止しています',
  TRIGGER_WITHOUT_FRAME: 'トリガー後にフレームが届きません',
  FRAME_WITHOUT_TRIGGER: 'トリガーのないフレームが届きました',
  TRIGGER_WHILE_BUSY: '処理中にトリガーが届きました',
  CLIENT_REFUSED: 'OPC UA クライアントが拒否されました',
  DEADLINE_MISSED: '判定が制限時間を超えました',
  FLEET_UNREACHABLE: 'NATS に接続できません',
  FLEET_DENIED: 'NATS に拒否されました',
  FLEET_NOT_SET_UP: 'フリートが設定されていません',
  FLEET_PROTOCOL: 'フリート内のプログラムの版が合いません',
  FLEET_FULL: 'フリートがいっぱいです',
  FLEET_TIMEOUT: 'フリートが応答しません',
  UNKNOWN_PRODUCT: 'フリートにこの製品のモデルがありません',
  REQUEST_INVALID: '要求が正しくありません',
  REQUEST_TOO_LARGE: '要求が大きすぎます',
  CLOSED: 'すでに閉じられています',
  CANCELLED: '中止されました',
  PACKAGE_MISSING: 'パッケージがインストールされていません',
  INTERNAL: 'nominal のプログラムエラー',
};

export const reasons: ReasonTexts = {
  imageEmpty: 'ファイルが空です',
  imageDamaged: '画像が壊れているか、途中で切れています。除外するか、保存し直してください',
  imageOfOtherKind:
    '画像ではないか、ヘッダーが壊れています。読めるのは PNG、JPEG、WebP、TIFF、GIF、AVIF、BMP、PBM、PGM、PPM です',
  jpegHeaderBroken:
    'JPEG のヘッダーが規格に合っていません（画素は無事です）。カメラが常にこの形式で出力する場合は、ステーションの設定で "lenientJpeg" を有効にしてください',
  imageHasTooManyBytes: '画像ファイルが大きすぎます。上限は {most} バイトです（"maxImageBytes"）',
  imageHasTooManyPixels: '画像の画素が多すぎます。上限は {most} 画素です',
  imageTooSmall: '画像（{width} × {height} 画素）が小さすぎます。各辺に {least} 画素以上必要です',
  imageNotOfRegionsSize:
    '画像は {width} × {height} 画素ですが、検査領域は {regionWidth} × {regionHeight} 画素の画像に描かれています。同じ大きさの画像を検査するか、領域を描き直して学習してください',
  regionNotInImage: '画像に検査領域が写っていません。画像とカメラの位置を確認してください',
  noFiniteScore:
    'この画像のスコアを計算できません。学習し直し、直らなければ別のネットワークを使ってください',
  tooFewGoodImages: '良品画像が {images} 枚では足りません。{least} 枚以上、できれば数十枚必要です',
  tooFewToCalibrate:
    '良品画像が {images} 枚では校正できません。{least} 枚以上（過検出率 1% なら 99 枚）必要です',
  tooFewToSearch: '良品画像が {images} 枚ではサイズを試せません。{least} 枚以上必要です',
  tooFewWithoutStrangest: '特異な画像を除くと良品画像は {images} 枚です。{least} 枚以上必要です',
  tooFewReviewed:
    '確認済みは良品 {good} 個、不良品 {defective} 個です。それぞれ 1 個以上必要です。履歴で判定を確認してください',
  noUnlearnedGood:
    'モデルが学習していない良品画像がありません。履歴で判定を確認するか、しきい値テストに良品を追加してください',
  tooLittleRemains: 'モデルに残る画像が少なすぎます。別の画像で学習し直してください',
  nothingToUpdate:
    '良品画像はすべて学習済みです。画像を追加または削除するか、判定を確認してください',
  placedBankFixed: '同じ位置だけを比べるモデルは更新できません。すべての画像で学習し直してください',
  importedBankFixed: '取り込んだモデルは更新できません。良品画像から学習してください',
  stressNeedsEightBits:
    'モデルは 8 ビットを超える画像で学習しています。許容範囲は 8 ビットでのみ測定できます',
  foregroundNotFound:
    '部品を背景から分離できません。同じ大きさの良品画像（タイル分割なし）が必要です。または領域を描いてください',
  screeningNeedsOneSize:
    'ネットワークの入力サイズが画像ごとに異なると点検できません。固定の入力サイズを選んでください',
  bankTooLarge: 'メモリバンクが大きすぎて検索できません。行数を減らしてください',
  drawingTooLarge: '描いた領域が大きすぎます。画像を小さくするか、ゾーンや頂点を減らしてください',
  zonesNamedAlike: '同じ名前のゾーンが 2 つあります',
  zoneEmpty: '空のゾーン、または画像の外にあるゾーンがあります',
  regionNotKept: '検査領域がステーションに残っていません。描き直してください',
  modelBusy: 'この製品のモデルを作成中です。終了を待つか、中止してください',
  workCancelled: '中止しました',
  fitProcessEnded:
    '学習プロセスが途中で終了しました。メモリ不足の可能性があります。ログを確認してください',
  inspectProcessEnded:
    'この画像で検査プロセスが 2 回終了しました。画像の破損かメモリ不足の可能性があります。ログを確認してください',
  inspectProcessStuck:
    'この画像で検査プロセスが 2 回応答しなくなりました。もう一度試し、画像が大きい場合は "imageTimeoutMs" を大きくしてください',
  inspectProcessSuspect: '以前この画像で検査プロセスが終了しました。しばらくしてから再試行します',
  pictureProcessEnded:
    'この画像で画像処理プロセスが終了しました。画像の破損かメモリ不足の可能性があります',
  modelDamaged: '完全なモデルファイルではありません。コピーし直してください',
  modelTooNew:
    'モデルファイルはバージョン {version} ですが、このステーションが読めるのは {supported} までです。nominal を更新してください',
  modelTooLarge: 'モデルファイルが大きすぎます。上限は {most} バイトです',
  backboneMissing:
    'ネットワーク {backbone} がステーションにありません。"nominal backbone pull" または "add" で追加してください',
  backboneOther:
    'モデルの学習に使われたネットワークと異なります。正しいネットワークを用意するか、学習し直してください',
  noModel: '製品「{product}」にはまだモデルがありません。良品画像を追加して学習してください',
  noModelForThreshold:
    'しきい値はモデルごとの値ですが、製品にまだモデルがありません。先に学習してください',
  noEarlierModel: '使用中のバージョンより前のものはありません',
  modelInUse: 'このバージョンは使用中です。先に別のバージョンに切り替えてください',
  modelSettingsUnknown: 'このバージョンの学習時の設定は分かりません。手動で設定してください',
  allJudged: '最近の画像はすべて使用中のモデルで判定済みです',
  notThere: '見つかりません。すでに削除された可能性があります',
  nameTaken: '「{name}」という名前はすでに使われています。別の名前にしてください',
  noReport: 'この製品のレポートはまだありません',
  cleanUpRunning: 'クリーンアップはすでに実行中です。終わるまで待つか、中止してください',
  jobEnded: 'この処理はすでに終了しています',
  noToken: 'トークンが必要です。ステーションの管理者に依頼してください',
  unknownToken: 'このトークンは登録されていません',
  scopeTooSmall: 'このトークンの権限では実行できません',
  tooManyRequests: 'この端末からの要求が多すぎます。{retryAfterS} 秒後に再試行してください',
  tooManyWrongTokens:
    'この端末から誤ったトークンが何度も送られました。{retryAfterS} 秒後に再試行してください',
  requestBrokeOff: '送信が途中で切れました。もう一度送ってください',
  requestTooLarge: '一度に送る量が多すぎます。減らしてください',
  requestWithoutImage: '送信内容に画像がありません',
  stopping: 'ステーションは停止中のため、新しい処理を受け付けません',
  queueFull: '検査待ちの画像が多すぎます。{retryAfterS} 秒後に再試行してください',
  memoryFull: 'メモリ待ちの処理が多すぎます。{retryAfterS} 秒後に再試行してください',
  notKept:
    'ステーションのディスクに保存できません（{reason}）。空き容量と書き込み権限を確認してください',
  storeFailed:
    'ステーションのデータベースに異常があります（{received}）。ディスクと書き込み権限を確認してください',
  storeSilent: 'データベースが応答しません（{received}）。再試行中です',
  storeLocked: 'バックアップなど別のプログラムがデータベースをロックしています',
  storeContradicted:
    '保存済みのデータと合いません。すでに削除された可能性があります。ページを再読み込みしてください',
  programmingMistake: 'nominal のプログラムエラーです。ステーションのログを確認してください',
  endpointInFile:
    '「{name}」は設定ファイルにあります。そこで変更し、ステーションを再起動してください',
  endpointKept: '名前と種類は変更できません。削除してから追加してください',
  endpointInvalid: '設定が正しくありません：{issues}',
  endpointKindForbidden:
    'このステーションではコンソールから「{kind}」を追加できません。設定ファイルに書くか、そこの "consoleMayAdd" に加えてください',
  addressHoldsUser: 'ユーザー名とパスワードはアドレスに含めず、それぞれの欄に入力してください',
  secretNeededAgain:
    'アドレスを変えるときは、別の宛先に漏れないよう、パスワードや秘密の文字列も入力し直してください',
  sourceNotOpen: '画像入力元「{name}」は動作していません',
  sourceSilent: '画像入力元「{source}」から画像が届きませんでした',
  productOfSourceGone:
    '画像入力元「{source}」が指定する製品「{product}」がありません。作成するか、入力元を変更してください',
  connectionFailed: '{address} に接続できないか、拒否されました（{received}）',
  connectionAway: '{address} に接続していません',
  receiverRefused: '{address} の応答は {status} でした',
  messageTooLarge:
    '{address} が受け取れるのは {most} バイトまでですが、メッセージは {bytes} バイトです',
  messageRefused: '受け取られませんでした（{received}）',
  messageUnanswered: '{timeoutMs} ms 以内に応答がありませんでした',
  messageDropped: '待ち行列がいっぱいで QoS 0 のメッセージが失われました。QoS 1 で送信してください',
  fileOutsideFolder: 'メッセージが指定するファイルは、決められたフォルダーの中にありません',
  fileChanged: '{name} は読み込み中に変更されました',
  folderAway:
    'フォルダー {folder} がありません（{received}）。ドライブを接続してください。メッセージはそれまで待機します',
  folderUnusable:
    '監視フォルダー {folder} を使用できません（{received}）。書き込み権限を確認してください',
  portTaken:
    '{host} のポート {port} で受信できません（{received}）。そのポートを使うプログラムを終了するか、別のポートを選んでください',
  cameraEnded:
    'カメラのプログラム {program} が動作していません（{received}）。再起動されます。コマンドを端末で実行して確認してください',
  cameraSilent:
    'カメラのプログラム {program} から {silenceMs} ms の間フレームが届きません。再起動されます。カメラを確認してください',
  cameraTooFast:
    '{camera} のフレームが検査の速度を超えています。"every" または "maxPerSecond" を設定するか、画像を小さくしてください',
  frameOfOtherSize:
    'フレームが {width} × {height} 画素で、設定の {expectedWidth} × {expectedHeight} と異なります。プログラムと "frames" を合わせてください',
  frameTooLarge: 'フレームが大きすぎます。上限は {most} バイトです（"maxImageBytes"）',
  frameCutShort: 'フレームが途中で切れています',
  streamUnreadable:
    'カメラのプログラムの出力を {format} として読めません。プログラムと "frames" を合わせてください',
  frameNotEnded:
    'カメラのプログラム {program} のフレームが途中で止まっています（{waitedMs} ms で {bytes} バイト）。再起動されます。プログラムと "frames" の設定を合わせてください',
  frameSmallerThanRegion:
    '切り出し範囲がフレームの外に出ています。フレームは {width} × {height} 画素ですが、{expectedWidth} × {expectedHeight} 画素必要です',
  noFrameAfterTrigger:
    'トリガー後 {timeoutMs} ms 以内にフレームが届きませんでした。カメラを確認してください',
  cameraDown:
    'カメラからフレームが届かないため、検査されなかったワークがあります。フレームが届いてから再度トリガーしてください',
  frameWithoutTrigger:
    'トリガーのないフレームが届きました。配線を確認してください。フリーランのカメラでは "paired" を false にしてください',
  triggerWhileBusy: '前の部品の判定が終わる前にトリガーが届きました',
  sourceClosing: '画像入力元を終了しています',
  partNumberUnusable: 'トリガーの個体番号が使えません。印字可能な 64 文字以内にしてください',
  deadlineMissed:
    '判定が制限時間の {deadlineMs} ms を超えました。画像を小さくするか、数を減らしてください',
  registerUnknown:
    'PLC が存在しないレジスターを要求しました。PLC のプログラムを docs/cameras.md のレジスター表と照合してください',
  certificateRefused:
    'OPC UA クライアントの証明書が信頼されていません。既知のものなら、データフォルダー内でファイルを {from} から {to} に移してください',
  clientPasswordWrong: 'OPC UA クライアントの名前またはパスワードが違います',
  clientPasswordMissing:
    'OPC UA でトリガーするカメラにはパスワードが必要です（トリガーの "password"）',
  packageMissing: 'ステーションにパッケージ {package} がありません',
};
