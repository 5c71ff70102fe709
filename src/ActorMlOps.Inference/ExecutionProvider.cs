namespace ActorMlOps.Inference;

/// <summary>What computes a model's operators.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor. Always there.</summary>
    Cpu,

    /// <summary>The first NVIDIA GPU; needs the GPU build of ONNX Runtime, CUDA and cuDNN. Operators that it lacks run on the processor.</summary>
    Cuda,
}
