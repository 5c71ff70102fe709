using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Counters.Folding;
using BenchmarkDotNet.Attributes;

namespace ActorMlOps.Benchmarks;

/// <summary>
/// Folding row-major batches of 256 rows into counters and moments, per value. Goals for 20 features and 1,000 bins:
/// AVX-512 2.5 ns, AVX2 3 ns, scalar 12 ns, and no byte allocated.
/// </summary>
public class FoldBenchmarks
{
    private const int Rows = 256;
    private const int ValuesEach = Rows * 200;

    // So many values that the branch predictor and the first cache cannot learn them.
    private const int PoolValues = 700_000;

    private readonly Workload _twenty = new(features: 20);
    private readonly Workload _twoHundred = new(features: 200);

    /// <summary>Quantile bins a column.</summary>
    [Params(256, 1000, 4096)]
    public int Bins { get; set; }

    /// <summary>Instruction set.</summary>
    [ParamsSource(nameof(Paths))]
    public string Path { get; set; } = nameof(FoldPath.Scalar);

    public static IEnumerable<string> Paths =>
        Enum.GetValues<FoldPath>().Where(FoldKernel.IsSupported).OrderDescending().Select(path => path.ToString());

    [GlobalSetup(Target = nameof(Fold20))]
    public void Setup20()
    {
        _twenty.Prepare(Bins, Enum.Parse<FoldPath>(Path));
        Warm.Up(Fold20);
    }

    [GlobalSetup(Target = nameof(Fold200))]
    public void Setup200()
    {
        _twoHundred.Prepare(Bins, Enum.Parse<FoldPath>(Path));
        Warm.Up(Fold200);
    }

    [Benchmark(OperationsPerInvoke = ValuesEach)]
    public void Fold20() => _twenty.Fold();

    [Benchmark(OperationsPerInvoke = ValuesEach)]
    public void Fold200() => _twoHundred.Fold();

    private sealed class Workload(int features)
    {
        private readonly RowFold _fold = new(features, [.. Enumerable.Range(0, features)]);
        private float[][] _batches = [];
        private WindowCounters _window = null!;
        private int _next;

        public void Prepare(int bins, FoldPath path)
        {
            var random = new Random(42);
            var columns = Enumerable.Range(0, features)
                .Select(f => ColumnProfile.Float32($"f{f}", NormalSample.Floats(random, 20_000), bins));
            _window = new WindowCounters(new ReferenceProfile([.. columns], 20_000));
            foreach (var column in _window.Columns)
                column.FoldPath = path;
            _batches = [.. Enumerable.Range(0, PoolValues / (Rows * features)).Select(_ => NormalSample.Floats(random, Rows * features))];
        }

        public void Fold()
        {
            for (var values = 0; values < ValuesEach; values += Rows * features)
            {
                _next = (_next + 1) % _batches.Length;
                _fold.Add(_batches[_next], _window.Columns);
            }
        }
    }
}
