using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Inference.Tests.Support;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>A model whose features are spread over drift grains: so many numbers in, their largest out.</summary>
internal static class WideModel
{
    public const int Features = 300;

    public static byte[] File => new OnnxBuilder()
        .Node("ReduceMax", ["x"], ["y"], "", OnnxBuilder.IntsAttribute("axes", 1), OnnxBuilder.IntAttribute("keepdims", 0))
        .Input("x", OnnxBuilder.Float, -1, Features).Output("y", OnnxBuilder.Float, -1).Build();

    /// <summary>Rows as a CSV file with a header.</summary>
    public static byte[] Csv(int rows) => Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, rows)
        .Select(r => string.Join(',', Enumerable.Range(0, Features).Select(f => Value(r, f).ToString(CultureInfo.InvariantCulture))))
        .Prepend(string.Join(',', Enumerable.Range(0, Features).Select(Name)))));

    public static string Name(int feature) => $"f{feature}";

    /// <param name="drifted">Features that are 1 higher than those of the reference.</param>
    public static PredictRequest Request(int rows, Predicate<int> drifted)
    {
        var values = new float[rows * Features];
        for (var i = 0; i < values.Length; i++)
            values[i] = Value(i / Features, i % Features) + (drifted(i % Features) ? 1 : 0);
        return new(new(rows, [new("x", TensorType.Fp32, [Features], MemoryMarshal.AsBytes(values.AsSpan()).ToArray())]), [new(rows, null, null)]);
    }

    // From 0 to 1, in another order in each column.
    private static float Value(int row, int feature) => ((row * 37) + (feature * 11)) % 101 / 100f;
}
