using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>Specifications and signatures as tests need them.</summary>
internal static class Specs
{
    public static OutputSpec Binary(params string[] classes) =>
        new(TaskKind.Binary, 0, 1, 2, 1, classes.Length == 0 ? ["0", "1"] : classes, classes.Length == 0 ? "1" : classes[1], 0.5);

    public static OutputSpec Multiclass(params string[] classes) => new(TaskKind.Multiclass, 0, -1, 0, -1, classes, null, 0.5);

    public static OutputSpec Regression { get; } = new(TaskKind.Regression, 0, -1, 0, -1, [], null, 0.5);

    public static TensorSpec Tensor(string name, TensorType type, params int[] shape) => new(name, type, shape);

    public static ModelSignature Signature(TensorSpec[] inputs, params TensorSpec[] outputs) => new(inputs, outputs, BatchMode.Dynamic);

    /// <summary>A version that watches float features of one input.</summary>
    public static VersionSpec Version(string name, OutputSpec output, int partitions = 1, string[]? segments = null, params string[] features) => new(
        new("m", name),
        "00",
        Signature([Tensor("x", TensorType.Fp32, -1, Math.Max(1, features.Length))], Tensor("label", TensorType.Int64, -1), Tensor("scores", TensorType.Fp32, -1, 2)),
        [.. features.Select((f, i) => new FeatureSpec(f, FeatureKind.Numeric, 0, i, TensorType.Fp32))],
        output,
        null,
        segments ?? [],
        partitions,
        new());
}
