using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using ActorMlOps.LoadTests.Fuzz;
using ActorMlOps.LoadTests.Processes;

namespace ActorMlOps.LoadTests.Samples;

/// <summary>
/// A binary model of 20 features with a reference of normal values: softmax of a linear map, <c>features</c> FP32[-1, 20] ->
/// <c>probabilities</c> FP32[-1, 2].
/// </summary>
internal sealed class WideModel : IDisposable
{
    public const int Features = 20;
    public const string Config = """{"task":"binary"}""";

    private const int Float = 1;
    private const int Opset = 13;
    private const int ReferenceRows = 5_000;
    private const int Seed = 20_260_301;

    private readonly TemporaryDirectory _directory = new();

    /// <param name="referenceRows">At least 1,000, or there are fewer bins than usual.</param>
    public WideModel(int referenceRows = ReferenceRows)
    {
        System.IO.File.WriteAllBytes(File, Onnx());
        using var gzip = new GZipStream(System.IO.File.Create(Reference), CompressionLevel.Fastest);
        using var csv = new StreamWriter(gzip);
        csv.WriteLine(string.Join(',', Enumerable.Range(0, Features).Select(f => $"f{f}")));
        foreach (var row in Rows(referenceRows))
            csv.WriteLine(string.Join(',', row.Select(v => v.ToString(CultureInfo.InvariantCulture))));
    }

    public string File => Path.Combine(_directory.Path, "model.onnx");

    public string Reference => Path.Combine(_directory.Path, "reference.csv.gz");

    /// <summary>Rows of independent standard normal values; always the same.</summary>
    public static float[][] Rows(int rows)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, Features).Select(_ => Normal(random)).ToArray())];
    }

    public void Dispose() => _directory.Dispose();

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static byte[] Onnx()
    {
        float[] weights = [.. Enumerable.Range(0, Features * 2).Select(i => i % 2 == 0 ? 0 : 1f / (1 + i))];
        return OnnxWriter.Model(
            [
                .. OnnxWriter.Node("MatMul", ["features", "weights"], ["scores"]),
                .. OnnxWriter.Node("Softmax", ["scores"], ["probabilities"]),
                .. OnnxWriter.Text(2, "wide"),
                .. OnnxWriter.Initializer("weights", Float, [Features, 2], MemoryMarshal.AsBytes<float>(weights).ToArray()),
                .. OnnxWriter.Input("features", Float, [-1, Features]),
                .. OnnxWriter.Output("probabilities", Float, [-1, 2]),
            ],
            Opset);
    }
}
