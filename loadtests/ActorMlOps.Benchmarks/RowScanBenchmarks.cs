using ActorMlOps.Statistics.Counters;
using BenchmarkDotNet.Attributes;

namespace ActorMlOps.Benchmarks;

/// <summary>What the signs of rows (values in tails, a coarse hash) cost a value, beside what counting it costs.</summary>
public class RowScanBenchmarks
{
    private const int Rows = 2560;

    private readonly RowScan _narrow = new(6, [.. Enumerable.Repeat(new TailBounds(-3, 3), 6)]);
    private readonly RowScan _wide = new(20, [.. Enumerable.Repeat(new TailBounds(-3, 3), 20)]);
    private readonly float[] _narrowBatch = NormalSample.Floats(new Random(1), Rows * 6);
    private readonly float[] _wideBatch = NormalSample.Floats(new Random(2), Rows * 20);
    private readonly ushort[] _beyond = new ushort[Rows];
    private readonly uint[] _hashes = new uint[Rows];

    [GlobalSetup]
    public void Setup() => Warm.Up(Scan6, Scan20);

    [Benchmark(OperationsPerInvoke = Rows * 6)]
    public void Scan6() => _narrow.Add(_narrowBatch, _beyond, _hashes);

    [Benchmark(OperationsPerInvoke = Rows * 20)]
    public void Scan20() => _wide.Add(_wideBatch, _beyond, _hashes);
}
