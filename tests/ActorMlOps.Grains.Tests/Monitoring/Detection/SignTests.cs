using System.Runtime.InteropServices;
using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Inference;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Tests.Monitoring.Detection;

public sealed class SignTests
{
    private static readonly VersionSpec Spec = Specs.Version("1", Specs.Binary(), features: ["a", "b", "c"]);

    private static readonly ReferenceProfile Profile = new(
        [.. Enumerable.Range(0, 3).Select(f => ColumnProfile.Numeric($"{"abc"[f]}", [.. Enumerable.Range(0, 5_000).Select(i => (double)(i * 7919 % 5_000))], float32: true))],
        5_000);

    [Fact]
    public void Read_RowsOfATensor_CountsFeaturesInTheTails()
    {
        var signs = new RowSigns();
        new SignReader(Spec, Profile).Read([Tensor([2_000, 2_000, 2_000, -5, 2_000, 9_999, -5, 1e9f, 0])], 0, 3, signs);
        Assert.Equal([0, 2, 3], signs.Beyond.ToArray());
    }

    [Fact]
    public void Add_ProbesThatAreMuchAlike_AreRepeatsAndOrdinaryRowsAreNot()
    {
        var (reader, signs, random) = (new SignReader(Spec, Profile), new RowSigns(), new Random(5));
        var pane = new PaneSigns(new OutlierRule(2, 0));
        float[] ordinary = [.. Enumerable.Range(0, 900 * 3).Select(_ => random.NextSingle() * 5_000)];
        reader.Read([Tensor(ordinary)], 0, 900, signs);
        pane.Add(signs);
        Assert.Equal(0, pane.Repeats);
        float[] probes = [.. Enumerable.Range(0, 100).SelectMany(_ => new[] { 1_000f + random.NextSingle(), 4_321, 77 })];
        reader.Read([Tensor(probes)], 0, 100, signs);
        pane.Add(signs);
        Assert.InRange(pane.Repeats, 100, 105);
        pane.Clear();
        Assert.Equal((0L, 0L), (pane.Outliers, pane.Repeats));
    }

    [Theory]
    [InlineData(new[] { 1_000, 3, 1 }, 1, 4)]
    [InlineData(new[] { 1_000, 300, 4, 1 }, 2, 5)]
    [InlineData(new[] { 100 }, 1, 0)]
    [InlineData(new int[0], 1, 0)]
    public void RuleOf_ReferenceRowsByFeaturesInTails_IsReachedByOneInTwoHundredAtMost(int[] rows, int least, int reached)
    {
        ushort[] beyond = [.. rows.SelectMany((count, value) => Enumerable.Repeat((ushort)value, count))];
        Assert.Equal(new OutlierRule(least, reached), SignReader.RuleOf(beyond));
    }

    private static TensorData Tensor(float[] values) =>
        new(MemoryMarshal.AsBytes<float>(values).ToArray());
}
