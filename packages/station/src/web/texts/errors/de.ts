import type { ErrorTexts, ReasonTexts } from '../languages.ts';

export const errors: ErrorTexts = {
  CONFIG_INVALID: 'Eine Einstellung ist nicht erlaubt',
  INPUT_NOT_FOUND: 'Datei oder Ordner fehlt',
  INPUT_EMPTY: 'Hier ist kein Bild',
  TOO_FEW_IMAGES: 'Zu wenige Bilder',
  DATASET_LAYOUT: 'Der Ordner ist nicht wie ein Datensatz aufgebaut',
  IMAGE_UNREADABLE: 'Das Bild ist beschädigt oder kein Bild',
  IMAGE_UNSUPPORTED: 'Dieses Bildformat wird nicht gelesen',
  IMAGE_TOO_LARGE: 'Das Bild ist zu groß',
  IMAGE_TOO_SMALL: 'Das Bild ist zu klein',
  ROI_INVALID: 'Der Prüfbereich ist nicht brauchbar',
  ROI_MISMATCH: 'Der Prüfbereich passt nicht zum Bild',
  NO_SCORE: 'Das Bild ergibt keinen Wert',
  MODEL_DAMAGED: 'Die Modelldatei ist beschädigt',
  MODEL_TOO_NEW: 'Das Modell stammt von einer neueren Version',
  BACKBONE_NOT_FOUND: 'Das Netz fehlt',
  BACKBONE_INVALID: 'Das Netz ist nicht brauchbar',
  BACKBONE_MISMATCH: 'Das Netz ist nicht das des Modells',
  DOWNLOAD_FAILED: 'Herunterladen fehlgeschlagen',
  DEVICE_UNAVAILABLE: 'Das Rechengerät ist nicht verfügbar',
  EXPORT_UNSUPPORTED: 'So lässt sich das Modell nicht ausgeben',
  IMPORT_UNSUPPORTED: 'Dieses Modell lässt sich nicht übernehmen',
  EXPORT_DAMAGED: 'Die ausgegebene Datei ist beschädigt',
  OUTPUT_FAILED: 'Schreiben fehlgeschlagen',
  STORE_FAILED: 'Der Datenspeicher der Station ist gestört',
  STORE_UNAVAILABLE: 'Die Datenbank antwortet nicht',
  STORE_CONFLICT: 'Das widerspricht den gespeicherten Daten',
  STORE_IN_USE: 'Eine andere Station benutzt diese Daten',
  STORE_TOO_NEW: 'Die Daten stammen von einer neueren Version',
  ADDRESS_IN_USE: 'Die Adresse ist belegt',
  NOT_FOUND: 'Nicht vorhanden',
  CONFLICT: 'Das geht im jetzigen Zustand nicht',
  UNAUTHORIZED: 'Kein gültiges Token',
  FORBIDDEN: 'Dazu fehlt die Berechtigung',
  QUEUE_FULL: 'Es wartet zu viel Arbeit',
  RATE_LIMITED: 'Zu viele Anfragen',
  STOPPING: 'Die Station wird beendet',
  WORKER_FAILED: 'Der Prüfprozess ist abgebrochen',
  INSPECTION_TIMEOUT: 'Die Prüfung kam nicht zum Ende',
  NOT_READY: 'Die Station kann gerade nicht prüfen',
  CONNECTION_FAILED: 'Die Gegenstelle ist nicht erreichbar oder weist ab',
  SOURCE_SILENT: 'Von der Bildquelle kommt nichts',
  CAMERA_ENDED: 'Das Kameraprogramm hat sich beendet',
  CAMERA_SILENT: 'Die Kamera liefert keine Bilder',
  CAMERA_FRAME_INVALID: 'Die Kamera liefert falsche Bilder',
  CAMERA_TOO_FAST: 'Die Kamera ist zu schnell',
  CAMERA_DOWN: 'Die Kamera ist ausgefallen',
  TRIGGER_WITHOUT_FRAME: 'Nach dem Trigger kam kein Bild',
  FRAME_WITHOUT_TRIGGER: 'Ein Bild kam ohne Trigger',
  TRIGGER_WHILE_BUSY: 'Der Trigger kam zu früh',
  CLIENT_REFUSED: 'Ein OPC-UA-Client wurde abgewiesen',
  DEADLINE_MISSED: 'Das Urteil kam zu spät',
  FLEET_UNREACHABLE: 'NATS ist nicht erreichbar',
  FLEET_DENIED: 'NATS verweigert den Zugang',
  FLEET_NOT_SET_UP: 'Der Verbund ist nicht eingerichtet',
  FLEET_PROTOCOL: 'Zwei Programme des Verbunds passen nicht zusammen',
  FLEET_FULL: 'Der Verbund ist ausgelastet',
  FLEET_TIMEOUT: 'Der Verbund antwortet nicht',
  UNKNOWN_PRODUCT: 'Der Verbund kennt das Produkt nicht',
  REQUEST_INVALID: 'Die Anfrage ist fehlerhaft',
  REQUEST_TOO_LARGE: 'Die Anfrage ist zu groß',
  CLOSED: 'Das wurde schon geschlossen',
  CANCELLED: 'Abgebrochen',
  PACKAGE_MISSING: 'Ein Programmteil ist nicht installiert',
  INTERNAL: 'Programmfehler in nominal',
};

export const reasons: ReasonTexts = {
  imageEmpty: 'Die Datei ist leer',
  imageDamaged: 'Das Bild ist beschädigt oder unvollständig: weglassen oder neu speichern',
  imageOfOtherKind:
    'Das ist kein Bild, oder sein Dateikopf ist beschädigt. Gelesen werden PNG, JPEG, WebP, TIFF, GIF, AVIF, BMP, PBM, PGM und PPM',
  jpegHeaderBroken:
    'Der Kopf der JPEG-Datei verletzt die Norm, die Bildpunkte sind heil. Schreibt eine Kamera alle Bilder so, in der Konfiguration der Station „lenientJpeg“ setzen',
  imageHasTooManyBytes: 'Die Bilddatei ist zu groß; erlaubt sind {most} Byte („maxImageBytes“)',
  imageHasTooManyPixels: 'Das Bild hat zu viele Pixel; erlaubt sind {most}',
  imageTooSmall:
    'Das Bild ist mit {width} × {height} Pixeln zu klein; jede Seite braucht mindestens {least}',
  imageNotOfRegionsSize:
    'Das Bild hat {width} × {height} Pixel, der Prüfbereich wurde auf {regionWidth} × {regionHeight} gezeichnet: Bilder dieser Größe prüfen oder mit neuem Bereich anlernen',
  regionNotInImage: 'Vom Prüfbereich ist im Bild nichts zu sehen: Bild und Lage der Kamera prüfen',
  noFiniteScore:
    'Das Modell ergibt für dieses Bild keinen Wert: neu anlernen, notfalls mit einem anderen Netz',
  tooFewGoodImages: '{images} Gutbilder sind zu wenige; mindestens {least}, besser einige Dutzend',
  tooFewToCalibrate:
    '{images} Gutbilder sind zu wenige zum Kalibrieren; mindestens {least}, für eine Rate von 1 % 99',
  tooFewToSearch: '{images} Gutbilder sind zu wenige, um Größen zu erproben; mindestens {least}',
  tooFewWithoutStrangest:
    'Ohne die auffälligsten bleiben {images} Gutbilder; mindestens {least} sind nötig',
  tooFewReviewed:
    'Nachgeprüft sind {good} gute und {defective} fehlerhafte Teile; von beiden ist mindestens eines nötig. Urteile im Verlauf nachprüfen',
  noUnlearnedGood:
    'Es gibt kein Gutbild, das das Modell nicht gelernt hat: Urteile im Verlauf nachprüfen oder Gutbilder zum Schwellwerttest hinzufügen',
  tooLittleRemains: 'Vom Modell bliebe zu wenig übrig: mit anderen Bildern neu anlernen',
  nothingToUpdate:
    'Das Modell kennt alle Gutbilder schon: erst Bilder hinzufügen oder entfernen, oder Urteile nachprüfen',
  placedBankFixed:
    'Dieses Modell vergleicht nur am selben Ort und lässt sich nicht ergänzen: mit allen Bildern neu anlernen',
  importedBankFixed:
    'Ein übernommenes Modell lässt sich nicht ergänzen: aus Gutbildern neu anlernen',
  stressNeedsEightBits:
    'Das Modell hat von Bildern mit mehr als 8 Bit gelernt; der Spielraum lässt sich nur mit 8 Bit messen',
  foregroundNotFound:
    'Das Teil lässt sich nicht vom Hintergrund trennen. Nötig sind Gutbilder einer Größe, ohne Kacheln; sonst den Bereich zeichnen',
  screeningNeedsOneSize:
    'Nur Bilder, die das Netz in einer Größe sieht, lassen sich durchsehen: eine feste Eingabegröße wählen',
  bankTooLarge: 'Die Speicherbank wäre größer, als sich durchsuchen lässt: weniger Zeilen behalten',
  drawingTooLarge: 'Die Zeichnung ist zu groß: kleinere Bilder, weniger Zonen oder Ecken',
  zonesNamedAlike: 'Zwei Zonen heißen gleich',
  zoneEmpty: 'Eine Zone ist leer oder liegt außerhalb des Bildes',
  regionNotKept: 'Die Station hat den Prüfbereich nicht mehr: neu zeichnen',
  modelBusy: 'Für dieses Produkt entsteht schon ein Modell: abwarten oder abbrechen',
  workCancelled: 'Abgebrochen',
  fitProcessEnded:
    'Der Prozess, der anlernt, endete vor der Zeit; vielleicht fehlt Arbeitsspeicher. Näheres steht im Log',
  inspectProcessEnded:
    'Der Prüfprozess endete an diesem Bild zweimal: es ist vielleicht beschädigt, oder Arbeitsspeicher fehlt. Näheres steht im Log',
  inspectProcessStuck:
    'Der Prüfprozess blieb an diesem Bild zweimal hängen: noch einmal versuchen; ist das Bild sehr groß, „imageTimeoutMs“ erhöhen',
  inspectProcessSuspect:
    'An diesem Bild ist der Prüfprozess schon geendet: es wird später noch einmal versucht',
  pictureProcessEnded:
    'Der Prozess, der Bilder dekodiert, endete an diesem: es ist vielleicht beschädigt, oder Arbeitsspeicher fehlt',
  modelDamaged: 'Das ist keine ganze Modelldatei: noch einmal kopieren',
  modelTooNew:
    'Die Modelldatei hat Version {version}, diese Station liest bis {supported}: nominal aktualisieren',
  modelTooLarge: 'Die Modelldatei ist zu groß; erlaubt sind {most} Byte',
  backboneMissing:
    'Das Netz {backbone} ist auf der Station nicht vorhanden: dort mit „nominal backbone pull“ oder „add“ holen',
  backboneOther:
    'Das Netz ist nicht das, mit dem das Modell angelernt wurde: das richtige einrichten oder neu anlernen',
  noModel: 'Das Produkt „{product}“ hat noch kein Modell: Gutbilder hinzufügen und anlernen',
  noModelForThreshold:
    'Ein Schwellwert gilt für ein Modell, und das Produkt hat noch keines: zuerst anlernen',
  noEarlierModel: 'Vor der Version in Betrieb gibt es keine',
  modelInUse: 'Diese Version ist in Betrieb: zuerst eine andere verwenden',
  modelSettingsUnknown:
    'Womit diese Version angelernt wurde, ist nicht bekannt: von Hand einstellen',
  allJudged: 'Das Modell in Betrieb hat alle letzten Bilder schon beurteilt',
  notThere: 'Das ist nicht oder nicht mehr vorhanden',
  nameTaken: 'Den Namen „{name}“ gibt es schon: einen anderen wählen',
  noReport: 'Dieses Produkt hat noch keinen Bericht',
  cleanUpRunning: 'Es wird schon aufgeräumt: das Ende abwarten oder abbrechen',
  jobEnded: 'Der Auftrag ist schon zu Ende',
  noToken: 'Dafür ist ein Token nötig; der Betreiber der Station vergibt es',
  unknownToken: 'Diese Station kennt dieses Token nicht',
  scopeTooSmall: 'Dazu reicht die Berechtigung dieses Tokens nicht',
  tooManyRequests: 'Zu viele Anfragen von diesem Rechner: in {retryAfterS} s noch einmal',
  tooManyWrongTokens: 'Zu viele falsche Token von diesem Rechner: in {retryAfterS} s noch einmal',
  requestBrokeOff: 'Die Übertragung brach ab: noch einmal senden',
  requestTooLarge: 'Das ist zu viel auf einmal: weniger senden',
  requestWithoutImage: 'Die Sendung enthält kein Bild',
  stopping: 'Die Station wird beendet und nimmt nichts Neues an',
  queueFull: 'Es warten schon zu viele Bilder: in {retryAfterS} s noch einmal',
  memoryFull: 'Zu viel Arbeit wartet auf Arbeitsspeicher: in {retryAfterS} s noch einmal',
  notKept:
    'Auf dem Datenträger der Station lässt sich nichts speichern ({reason}): Platz schaffen und Schreibrechte prüfen',
  storeFailed:
    'Die Datenbank der Station ist gestört ({received}): Datenträger und Schreibrechte prüfen',
  storeSilent: 'Die Datenbank antwortet nicht ({received}); die Station versucht es weiter',
  storeLocked: 'Ein anderes Programm hält die Datenbank gesperrt, etwa eine Sicherung',
  storeContradicted:
    'Das passt nicht mehr zu den gespeicherten Daten; vielleicht wurde inzwischen etwas gelöscht. Seite neu laden',
  programmingMistake: 'Programmfehler in nominal; Näheres steht im Log der Station',
  endpointInFile:
    '„{name}“ steht in der Konfigurationsdatei: dort ändern und die Station neu starten',
  endpointKept: 'Name und Art bleiben: entfernen und neu anlegen',
  endpointInvalid: 'Die Angaben sind nicht zulässig: {issues}',
  endpointKindForbidden:
    '„{kind}“ lässt sich auf dieser Station nicht in der Konsole anlegen: in die Konfigurationsdatei eintragen oder dort in „consoleMayAdd“ aufnehmen',
  addressHoldsUser:
    'Benutzer und Passwort gehören nicht in die Adresse, sondern in die eigenen Felder',
  secretNeededAgain:
    'Mit der Adresse sind auch Passwort oder Geheimnis neu einzugeben, damit sie niemand an eine fremde Adresse schickt',
  sourceNotOpen: 'Die Bildquelle „{name}“ ist nicht in Betrieb',
  sourceSilent: 'Von der Bildquelle „{source}“ kam kein Bild',
  productOfSourceGone:
    'Die Bildquelle „{source}“ nennt das Produkt „{product}“, das es nicht gibt: anlegen oder die Bildquelle ändern',
  connectionFailed: '{address} ist nicht erreichbar oder weist ab ({received})',
  connectionAway: 'Keine Verbindung zu {address}',
  receiverRefused: '{address} hat mit {status} geantwortet',
  messageTooLarge: '{address} nimmt Nachrichten bis {most} Byte, diese hat {bytes}',
  messageRefused: 'Nicht angenommen ({received})',
  messageUnanswered: 'Keine Antwort innerhalb von {timeoutMs} ms',
  messageDropped:
    'Eine Nachricht mit QoS 0 ging verloren, weil zu viele warteten: mit QoS 1 senden',
  fileOutsideFolder: 'Eine Nachricht nennt eine Datei, die nicht im vereinbarten Ordner liegt',
  fileChanged: '{name} wurde beim Lesen verändert',
  folderAway:
    'Der Ordner {folder} ist nicht da ({received}): Laufwerk einbinden; Nachrichten warten so lange',
  folderUnusable:
    'Der überwachte Ordner {folder} ist nicht benutzbar ({received}): Schreibrechte prüfen',
  portTaken:
    'An {host}, Port {port}, kann die Station nicht empfangen ({received}): anderes Programm beenden oder anderen Port wählen',
  cameraEnded:
    'Das Kameraprogramm {program} läuft nicht ({received}); es wird wieder gestartet. Zum Prüfen den Befehl in einem Terminal ausführen',
  cameraSilent:
    'Das Kameraprogramm {program} liefert seit {silenceMs} ms kein Bild; es wird neu gestartet. Kamera prüfen',
  cameraTooFast:
    '{camera} liefert mehr Bilder, als geprüft werden können: „every“ oder „maxPerSecond“ setzen oder kleinere Bilder prüfen',
  frameOfOtherSize:
    'Ein Kamerabild hat {width} × {height} Pixel statt {expectedWidth} × {expectedHeight}: Programm und „frames“ in Einklang bringen',
  frameTooLarge: 'Ein Kamerabild ist zu groß; erlaubt sind {most} Byte („maxImageBytes“)',
  frameCutShort: 'Das Kamerabild bricht mittendrin ab',
  streamUnreadable:
    'Das Kameraprogramm liefert kein lesbares {format}: Programm und „frames“ in Einklang bringen',
  frameNotEnded:
    'Das Kameraprogramm {program} hat ein Bild begonnen und nicht beendet ({bytes} Byte in {waitedMs} ms); es wird neu gestartet. Programm und „frames“ in Einklang bringen',
  frameSmallerThanRegion:
    'Der Ausschnitt ragt über das Kamerabild hinaus: es hat {width} × {height} Pixel, nötig sind {expectedWidth} × {expectedHeight}',
  noFrameAfterTrigger: 'Nach dem Trigger kam innerhalb von {timeoutMs} ms kein Bild: Kamera prüfen',
  cameraDown:
    'Ein Teil wurde nicht geprüft, weil die Kamera kein Bild liefert: erneut triggern, sobald Bilder kommen',
  frameWithoutTrigger:
    'Ein Bild kam ohne Trigger: Verdrahtung prüfen; bei freilaufender Kamera „paired“ auf false setzen',
  triggerWhileBusy: 'Der Trigger kam, bevor das vorige Teil beurteilt war',
  sourceClosing: 'Die Bildquelle wird geschlossen',
  partNumberUnusable:
    'Die Teilekennung des Triggers ist nicht brauchbar: bis zu 64 druckbare Zeichen',
  deadlineMissed:
    'Das Urteil kam nach der Frist von {deadlineMs} ms: kleinere oder weniger Bilder prüfen',
  registerUnknown:
    'Die SPS fragt nach einem Register, das es nicht gibt: ihr Programm mit der Registertabelle in docs/cameras.md vergleichen',
  certificateRefused:
    'Das Zertifikat eines OPC-UA-Clients ist nicht vertraut: ist es bekannt, seine Datei im Datenordner von {from} nach {to} verschieben',
  clientPasswordWrong: 'Ein OPC-UA-Client nennt falschen Namen oder falsches Passwort',
  clientPasswordMissing:
    'Eine über OPC UA getriggerte Kamera braucht ein Passwort („password“ des Triggers)',
  packageMissing: 'Auf der Station fehlt das Paket {package}',
};
