using System.Runtime.InteropServices;
using ActorMlOps.Serving;

namespace ActorMlOps.Client.Tests.Support;

internal static class Rows
{
    /// <summary>Rows of one float each.</summary>
    public static TensorBatch Of(params float[] values) => Named("x", values);

    public static TensorBatch Named(string name, params float[] values) =>
        new(values.Length, [new(name, TensorType.Fp32, [], MemoryMarshal.AsBytes(values.AsSpan()).ToArray())]);

    public static float[] Values(this TensorBatch batch) => MemoryMarshal.Cast<byte, float>(batch.Tensors[0].Data.Span).ToArray();

    public static void AssertValues(Prediction prediction, params float[] expected)
    {
        Assert.Equal(expected, prediction.Floats("y").ToArray());
        Assert.Equal(expected.Length, prediction.Outputs.Rows * prediction.Outputs.Tensors[0].ElementsPerRow);
    }
}
