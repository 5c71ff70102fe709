using ActorMlOps.Statistics.Counters;
using BenchmarkDotNet.Attributes;

namespace ActorMlOps.Benchmarks;

/// <summary>
/// What a value costs by the size of the call and by the way it comes, on the machine's best path; 20 features, 1,000 bins.
/// </summary>
public class FoldCallBenchmarks
{
    private const int Rows = 2560;
    private const int Features = 20;

    private readonly RowFold _fold = new(Features, [.. Enumerable.Range(0, Features)]);
    private readonly float[] _batch = NormalSample.Floats(new Random(1), Rows * Features);
    private readonly double[] _wide = Array.ConvertAll(NormalSample.Floats(new Random(2), Rows * Features), x => (double)x);
    private readonly WindowCounters _window = Window(float32: true);
    private readonly WindowCounters _wideWindow = Window(float32: false);

    [GlobalSetup]
    public void Setup() => Warm.Up(FoldRowByRow, FoldColumnByColumn, FoldDoubles);

    /// <summary>One call a row.</summary>
    [Benchmark(OperationsPerInvoke = Rows * Features)]
    public void FoldRowByRow()
    {
        for (var r = 0; r < Rows; r++)
            _fold.Add(_batch.AsSpan(r * Features, Features), _window.Columns);
    }

    /// <summary>One call a column.</summary>
    [Benchmark(OperationsPerInvoke = Rows * Features)]
    public void FoldColumnByColumn()
    {
        for (var f = 0; f < Features; f++)
            _window.Columns[f].AddColumn(_batch.AsSpan(f), Features);
    }

    /// <summary>Doubles in columns of doubles.</summary>
    [Benchmark(OperationsPerInvoke = Rows * Features)]
    public void FoldDoubles()
    {
        for (var f = 0; f < Features; f++)
            _wideWindow.Columns[f].AddColumn(_wide.AsSpan(f), Features);
    }

    private static WindowCounters Window(bool float32)
    {
        var random = new Random(3);
        return new(new ReferenceProfile(
            [.. Enumerable.Range(0, Features).Select(f => ColumnProfile.Numeric(
                $"f{f}", Array.ConvertAll(NormalSample.Floats(random, 20_000), x => (double)x), float32: float32))],
            20_000));
    }
}
