using ActorMlOps.Statistics.Counters;
using BenchmarkDotNet.Attributes;

namespace ActorMlOps.Benchmarks;

/// <summary>
/// Folding one row-major batch of 256 rows x 20 floats into counters and moments. The mean is per value; the goal of the
/// scalar path is 12 ns, and no byte allocated.
/// </summary>
[MemoryDiagnoser]
public class FoldBenchmarks
{
    private const int Rows = 256;
    private const int Features = 20;
    private const int Batches = 64;

    private readonly float[][] _batches = new float[Batches][];
    private WindowCounters _window = null!;
    private int _next;

    /// <summary>Quantile bins a column.</summary>
    [Params(256, 1000, 4096)]
    public int Bins { get; set; }

    /// <summary>32-bit keys (a model's float input) or 64-bit ones.</summary>
    [Params(true, false)]
    public bool Float32 { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        // Different batches, so that the branch predictor cannot learn one by heart.
        var random = new Random(42);
        var columns = new ColumnProfile[Features];
        for (var f = 0; f < Features; f++)
        {
            var reference = new double[20_000];
            for (var i = 0; i < reference.Length; i++)
                reference[i] = (float)Normal(random);
            columns[f] = ColumnProfile.Numeric($"f{f}", reference, float32: Float32, bins: Bins);
        }

        for (var b = 0; b < Batches; b++)
        {
            _batches[b] = new float[Rows * Features];
            for (var i = 0; i < _batches[b].Length; i++)
                _batches[b][i] = (float)Normal(random);
        }

        _window = new WindowCounters(new ReferenceProfile(columns, 20_000));
    }

    [Benchmark(OperationsPerInvoke = Rows * Features)]
    public void Fold()
    {
        var batch = _batches[_next++ % Batches];
        for (var f = 0; f < Features; f++)
            _window.Columns[f].AddColumn(batch.AsSpan(f), Features);
        _window.AddRows(Rows);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
