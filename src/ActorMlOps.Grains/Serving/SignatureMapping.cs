using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Serving;

/// <summary>From the engine's words to the contract's. Both number types and modes alike, which a test pins.</summary>
internal static class SignatureMapping
{
    public static ModelSignature ToContract(this Inference.ModelSignature signature) => new(
        [.. signature.Inputs.Select(ToContract)],
        [.. signature.Outputs.Select(ToContract)],
        (BatchMode)(int)signature.Batch);

    private static TensorSpec ToContract(Inference.TensorInfo info) => new(info.Name, (TensorType)(int)info.Type, [.. info.Shape]);
}
