"""anomalib's PatchCore, used as its documentation does.

  with_anomalib.py fit WEIGHTS DATA OUT               fit by its Engine; exports for PyTorch and OpenVINO into OUT
  with_anomalib.py inspect torch OUT IMAGES            inspect by the inferencer of that export
  with_anomalib.py inspect f32|auto OUT IMAGES         the same of the other export, at that precision of OpenVINO
"""

import os
from pathlib import Path

from measured import CROP, LAYERS, RATIO, RESIZE, THREADS, measure_fit, measure_inspect, run


def fit(weights, data, out):
    import torch
    from anomalib.data import Folder
    from anomalib.engine import Engine
    from anomalib.models import Patchcore

    torch.set_num_threads(THREADS)
    model = Patchcore(
        layers=LAYERS, pre_trained=False, coreset_sampling_ratio=RATIO,
        pre_processor=Patchcore.configure_pre_processor(RESIZE, CROP), evaluator=False, visualizer=False,
    )
    trunk = model.model.feature_extractor.feature_extractor
    missing = trunk.load_state_dict(torch.load(weights), strict=False).missing_keys
    assert missing == [], missing
    # Good images alone, in the process itself; batches of 8, since its default of 32 takes more memory.
    good = Folder(
        name="good", root=data, normal_dir="train/good", train_batch_size=8, num_workers=0,
        test_split_mode="none", val_split_mode="none",
    )
    # Its val_split_mode of "none" alone ends in an AttributeError, so validation is skipped too.
    engine = Engine(
        default_root_dir=out, accelerator="cpu", devices=1, limit_val_batches=0, logger=False, enable_progress_bar=False,
    )

    def fitted():
        engine.fit(model=model, datamodule=good)
        return len(model.model.memory_bank)

    measured = measure_fit(fitted)
    model.eval()
    model.to_torch(out)
    # Without the fixed shape the export takes batches of two only (findings/anomalib-exports-batches-of-two.sh).
    model.to_openvino(out, input_size=(1024, 1024), onnx_kwargs={"dynamic_axes": {}})
    return measured


def inspect(kind, out, images):
    if kind == "torch":
        import torch
        from anomalib.deploy import TorchInferencer

        torch.set_num_threads(THREADS)
        os.environ["TRUST_REMOTE_CODE"] = "1"
        inferencer = TorchInferencer(Path(out) / "weights/torch/model.pt", device="cpu")
    else:
        from anomalib.deploy import OpenVINOInferencer

        os.chdir(out)  # It keeps a cache in the current folder.
        config = {"INFERENCE_NUM_THREADS": THREADS}
        if kind != "auto":  # Its own choice is bfloat16 where the processor has it.
            config["INFERENCE_PRECISION_HINT"] = kind
        inferencer = OpenVINOInferencer(Path(out) / "weights/openvino/model.xml", device="CPU", config=config)
    return measure_inspect(lambda path: inferencer.predict(path).pred_score.item(), images)


run(fit=fit, inspect=inspect)
