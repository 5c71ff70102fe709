using ActorMlOps.Statistics.Counters.Folding;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters.Folding;

public sealed class FoldKernelTests
{
    private static readonly Gen<float> s_special = Pick.From(
        0f, -0f, float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f, 1.17549435e-38f, float.MaxValue, float.MinValue, 1f, -1f, 1e8f);

    private static readonly Gen<float> s_finite = Gen.OneOf(
        Gen.Int[-20, 20].Select(i => i / 4f),
        Gen.Float[-3, 3],
        Gen.Int.Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite),
        s_special);

    private static readonly Gen<float> s_any = Gen.Frequency(
        (20, s_finite), (1, Pick.From(float.NaN, float.PositiveInfinity, float.NegativeInfinity)));

    public static TheoryData<string> Paths => FoldReference.Paths;

    [Fact]
    public void Best_IsSupported() => Assert.True(FoldKernel.IsSupported(FoldKernel.Best));

    [Theory]
    [MemberData(nameof(Paths))]
    public void Fold_AnyEdgesAndValues_IsTheDefinition(string path) =>
        Gen.Select(s_finite.Array[0, 300], Gen.Int[0, 4], s_any.Array[1, 256], Gen.Int[0, 256]).Sample((seeds, size, values, probes) =>
        {
            var edges = Edges(seeds, size);
            Assert.Null(Difference(path, edges, edges, Probe(values, edges, probes)));
        }, iter: 1500);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Fold_EveryNumberOfEdges_IsTheDefinition(string path)
    {
        var random = new Random(7);
        int[] sizes = [255, 256, 257, 511, 512, 513, 1008, 1023, 1024, 1025, 2047, 2048, 2049, 4095, 4096, 4097, 9001];
        foreach (var count in Enumerable.Range(0, 70).Concat(sizes))
        {
            var edges = Enumerable.Range(0, count).Select(i => (double)(float)(i + random.NextDouble())).ToArray();
            float[] around =
            [
                .. edges.SelectMany(e => new[] { (float)e, MathF.BitDecrement((float)e), MathF.BitIncrement((float)e) }),
                -1,
                float.MaxValue,
            ];
            random.Shuffle(around);
            foreach (var chunk in around.Chunk(251))
                Assert.Null(Difference(path, edges, edges, chunk));
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Fold_EveryLength_IsTheDefinition(string path)
    {
        var random = new Random(11);
        double[] edges = [-1, 0, float.Epsilon, 0.5, 2];
        for (var rows = 1; rows <= FoldKernel.BlockRows; rows++)
        {
            var values = Enumerable.Range(0, rows).Select(_ => (float)((random.NextDouble() * 6) - 3)).ToArray();
            Assert.Null(Difference(path, edges, edges, values));
            // One that is no number at every place where a tail could begin.
            values[rows - 1] = float.NaN;
            Assert.Null(Difference(path, edges, edges, values));
            values[0] = float.NegativeInfinity;
            Assert.Null(Difference(path, edges, edges, values));
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Fold_NothingFinite_CountsApartOnly(string path) =>
        Assert.Null(Difference(path, [0, 1], [0, 1], [float.NaN, float.PositiveInfinity, float.NaN, float.NegativeInfinity]));

    [Theory]
    [MemberData(nameof(Paths))]
    public void Fold_DistantMean_KeepsTheVariance(string path)
    {
        foreach (var center in new[] { 1e8f, -3e9f, 1e30f, 1e-30f })
        {
            Assert.Null(Difference(path, [0], [0], [.. Enumerable.Repeat(center, 256)]));
            Assert.Null(Difference(path, [0], [0], [.. Enumerable.Repeat(center, 100), MathF.BitIncrement(center)]));
            // The shift itself is the outlier.
            Assert.Null(Difference(path, [0], [0], [center, .. Enumerable.Range(0, 255).Select(i => i / 255f)]));
        }
    }

    // x > e is x >= next(e): edges moved up by one float are a kernel that compares with < where it must with <=.
    [Theory]
    [MemberData(nameof(Paths))]
    public void Fold_LessPlantedForLessOrEqual_IsFound(string path)
    {
        double[] edges = [-1, 0, 0.25, 1e-40f, 3];
        Array.Sort(edges);
        var faulty = Array.ConvertAll(edges, e => (double)MathF.BitIncrement((float)e));
        foreach (var edge in edges)
        {
            float[] values = [7, (float)edge, 7];
            Assert.Null(Difference(path, edges, edges, values));
            Assert.NotNull(Difference(path, edges, faulty, values));
        }
    }

    private static string? Difference(string path, double[] edges, double[] edgesOfTable, float[] values)
    {
        var expected = new FoldReference(edges);
        expected.Add(values);
        var table = new FoldTable(edgesOfTable, null);
        var counts = new ushort[(table.Lines * FoldTable.LineEdges) + 1];
        var block = new float[FoldKernel.BlockRows];
        Array.Fill(block, float.NaN);
        values.CopyTo(block, 0);
        return expected.Difference(counts, FoldKernel.Fold(Enum.Parse<FoldPath>(path), table, block, values.Length, counts));
    }

    /// <summary>Ascending distinct float edges; from size 1 on filled up to the sizes of deeper trees.</summary>
    private static double[] Edges(float[] seeds, int size)
    {
        int[] sizes = [0, 250, 600, 1500, 5000];
        var all = seeds.Concat(Enumerable.Range(0, sizes[size]).Select(i => (float)Math.Tan(i * 0.37)));
        return [.. all.Select(x => (double)x + 0.0).Distinct().Order()];
    }

    /// <summary>The values, some of them put on an edge or beside it, where a wrong comparison shows.</summary>
    private static float[] Probe(float[] values, double[] edges, int probes)
    {
        for (var i = 0; i < probes && i < values.Length && edges.Length > 0; i++)
        {
            var edge = (float)edges[i * 7919 % edges.Length];
            values[i] = (i % 3) switch { 0 => edge, 1 => MathF.BitDecrement(edge), _ => MathF.BitIncrement(edge) };
        }

        return values;
    }
}
