using ActorMlOps.Statistics.Counters;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

public sealed class BinSummaryTests
{
    private static readonly Gen<double> Value = Gen.OneOf(Gen.Double[-5, 5], Gen.Int[-3, 3].Select(i => (double)i), Gen.Double[-1e3, 1e3]);

    [Fact]
    public void Quantile_OfAnyRows_LiesInItsBounds() => Gen.Select(Value.Array[0, 80], Value.Array[1, 200], Gen.Double[0, 1]).Sample((reference, values, share) =>
    {
        var profile = ColumnProfile.Numeric("a", reference, bins: 20);
        var counters = new ColumnCounters(profile);
        counters.AddColumn(values);
        var sorted = values.Order().ToArray();
        var exact = sorted[(int)Math.Floor(share * (values.Length - 1))];
        var quantile = BinSummary.Quantile(counters, profile.Bins!, share);
        Assert.InRange(quantile.Value!.Value, quantile.Low!.Value, quantile.High!.Value);
        Assert.InRange(exact, quantile.Low.Value, quantile.High.Value);
    });

    [Fact]
    public void OutsideRange_OfAnyRows_LiesInItsBounds() => Gen.Select(Value.Array[1, 80], Value.Array[0, 200]).Sample((reference, values) =>
    {
        var profile = ColumnProfile.Numeric("a", reference, bins: 20);
        var counters = new ColumnCounters(profile);
        counters.AddColumn(values);
        var exact = values.Count(v => v < reference.Min() || v > reference.Max());
        var outside = BinSummary.OutsideRange(profile, counters);
        Assert.InRange(exact, outside.Low!.Value, outside.High!.Value);
        Assert.Equal(outside.Low == outside.High, outside.Value is not null);
        Assert.Equal(outside.Value is null, outside.Reason is not null);
    });

    [Fact]
    public void Quantile_WithoutRows_IsUndefinedWithAReason()
    {
        var profile = ColumnProfile.Numeric("a", [1, 2, 3]);
        Assert.Equal((null, "noRows"), (BinSummary.Quantile(new(profile), profile.Bins!, 0.5).Value, BinSummary.Quantile(new(profile), profile.Bins!, 0.5).Reason));
    }

    [Fact]
    public void Recounted_OfAnyWindow_HasItsRowsInTheSameBins() => Gen.Select(Value.Array[1, 80], Value.Array[0, 200]).Sample((reference, values) =>
    {
        var profile = ColumnProfile.Numeric("a", reference, bins: 20);
        var counters = new ColumnCounters(profile);
        counters.AddColumn(values);
        counters.AddMissing(2);
        var again = ReferenceProfile.Decode(new ReferenceProfile([profile.Recounted(counters)], values.Length + 2).Encode()).Columns[0];
        Assert.Equal(counters.Counts.ToArray(), again.Reference.Counts.ToArray());
        Assert.Equal((2L, counters.Moments.Mean), (again.Reference.Missing, again.Reference.Moments.Mean));
        Assert.Equal(profile.Bins!.Edges.ToArray(), again.Bins!.Edges.ToArray());
        foreach (var (decile, i) in again.Bins.DecileEdges.Select((e, i) => (e, i)))
            Assert.True(values.Length == 0 || values.Count(v => v < decile) * 10 >= (i + 1) * values.Length);
    });
}
