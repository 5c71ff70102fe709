using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>Custom metrics and feedback in the book: single cases; the law is in <see cref="LabelBookLawTests"/>.</summary>
public sealed class LabelBookMetricsTests
{
    private static readonly long Now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly WindowRange All = WindowRange.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
    private static readonly VersionSpec Version = Specs.Version("1", Specs.Binary()) with
    {
        Metrics = [new("ctr", CustomMetricKind.Ratio), new("revenue", CustomMetricKind.Value)],
    };

    [Fact]
    public void Apply_MetricTwiceThenAnotherValue_CountsOnceAndIsCorrected()
    {
        var book = Book();
        Track(book, 1);
        Assert.Equal(LabelVerdict.Accepted, Apply(book, new(1, null, Metrics: [new("ctr", 1)])));
        Assert.Equal(LabelVerdict.Duplicate, Apply(book, new(1, null, Metrics: [new("ctr", 1)])));
        // More of it is no correction.
        Assert.Equal(LabelVerdict.Accepted, Apply(book, new(1, "1", Metrics: [new("ctr", 1), new("revenue", 2.5)])));
        Assert.Equal(LabelVerdict.Corrected, Apply(book, new(1, null, Metrics: [new("ctr", 0)])));
        Assert.Equal(LabelVerdict.Duplicate, Apply(book, new(1, "1", Metrics: [new("revenue", 2.5)])));
        var sum = Sum(book);
        Assert.Equal((1L, 0.0), (sum.Custom.Ratio("ctr").Rows, sum.Custom.Ratio("ctr").Share.Value));
        Assert.Equal((1L, 2.5, 1L), (sum.Custom.Value("revenue").Rows, sum.Custom.Value("revenue").Mean.Value, sum.Task.Rows));
    }

    [Fact]
    public void Apply_CorrectedExtremes_LeaveTheWindowAsIfTheyHadNeverBeen()
    {
        var book = Book();
        foreach (var (id, value) in new[] { (1, -100.0), (2, 3.0), (3, 900.0) })
        {
            Track(book, id);
            Apply(book, new((UInt128)id, null, Metrics: [new("revenue", value)]));
        }
        Apply(book, new(1, null, Metrics: [new("revenue", 2)]));
        Apply(book, new(3, null, Metrics: [new("revenue", 4)]));
        var summary = Sum(book).Custom.Value("revenue");
        Assert.Equal((3L, 3.0, 2.0, 4.0, 1.0), (summary.Rows, summary.Mean.Value, summary.Least.Value, summary.Greatest.Value, summary.Deviation));
    }

    [Fact]
    public void Apply_Feedback_IsCountedByValueAndNeverEntersPerformance()
    {
        var book = Book();
        Track(book, 1);
        Track(book, 2);
        Assert.Equal(LabelVerdict.Accepted, Apply(book, new(1, null, Feedback: "up")));
        Assert.Equal(LabelVerdict.Duplicate, Apply(book, new(1, null, Feedback: "up")));
        Assert.Equal(LabelVerdict.Accepted, Apply(book, new(2, null, Feedback: "up")));
        Assert.Equal(LabelVerdict.Corrected, Apply(book, new(2, null, Feedback: "down")));
        // It is apart from the label of the same prediction.
        Assert.Equal(LabelVerdict.Accepted, Apply(book, new(1, "0")));
        var sum = Sum(book);
        Assert.Equal([("down", 1L), ("up", 1L)], sum.Custom.Feedback.Select(f => (f.Key, f.Value)));
        Assert.Equal(1, sum.Task.Rows);
    }

    [Fact]
    public void Apply_FreeTextAsFeedback_IsRejectedOnceTheValuesAreTooMany()
    {
        var book = Book();
        for (var i = 0; i < LabelBook.MaxFeedback; i++)
            Assert.Equal(LabelVerdict.Pending, Apply(book, new((UInt128)(uint)i, null, Feedback: $"value {i}")));
        var (verdict, reason) = book.Apply(new(999, null, Feedback: "one more"), Now);
        Assert.Equal(LabelVerdict.Rejected, verdict);
        Assert.Contains("'one more' would be more than 64 different values", reason, StringComparison.Ordinal);
        Assert.Equal(LabelVerdict.Pending, Apply(book, new(999, null, Feedback: "value 7")));
        Assert.Equal(LabelVerdict.Rejected, Apply(Reloaded(book), new(998, null, Feedback: "one more")));
    }

    [Theory]
    [InlineData("crt", 1, "'metrics.crt': version '1' has no such metric; its metrics are: ctr, revenue.")]
    [InlineData("ctr", 0.5, "'metrics.ctr' is a ratio: it must be 0 or 1, or false or true, not 0.5.")]
    [InlineData("revenue", double.PositiveInfinity, "'metrics.revenue' must be a finite number of at most 1e+150, not")]
    public void Apply_MetricThatTheVersionDoesNotTake_RejectsTheRowAndCountsNothingOfIt(string name, double value, string reason)
    {
        var book = Book();
        Track(book, 1);
        var (verdict, why) = book.Apply(new(1, "1", Feedback: "up", Metrics: [new(name, value)]), Now);
        Assert.Equal(LabelVerdict.Rejected, verdict);
        Assert.Contains(reason, why, StringComparison.Ordinal);
        Assert.Equal(0, Sum(book).Task.Rows);
        Assert.True(Sum(book).Custom.IsEmpty);
    }

    [Fact]
    public void Track_MetricThatCameBeforeAVersionThatHasNone_IsKeptAndNotCounted()
    {
        var book = Book();
        book.Learn(Specs.Version("2", Specs.Binary()));
        Assert.Equal(LabelVerdict.Pending, Apply(book, new(1, "1", Metrics: [new("ctr", 1)])));
        book.Apply(new LedgerDelta(Guid.NewGuid(), 1, "2", [Entry(1)]));
        Assert.Equal((1L, true), (Sum(book, "2").Task.Rows, Sum(book, "2").Custom.IsEmpty));
    }

    [Fact]
    public void Apply_PredictionOfAShadow_HasTheLabelAndNeitherMetricsNorFeedback()
    {
        var book = Book();
        book.Learn(Version with { Key = new("m", "2") });
        Track(book, 1);
        Apply(book, new(1, "1", Feedback: "up", Metrics: [new("ctr", 1)]));
        book.Apply(new LedgerDelta(Guid.NewGuid(), 1, "2", [Entry(1) with { Role = VariantRole.Shadow }]));
        Assert.Equal((1L, 1L), (Sum(book).Task.Rows, Sum(book, "2").Task.Rows));
        Assert.Equal((1L, true), (Sum(book).Custom.Ratio("ctr").Rows, Sum(book, "2").Custom.IsEmpty));
    }

    [Fact]
    public void Apply_MetricByReceiptAfterTheLedgerLostIt_CountsBesideTheLabel()
    {
        var book = Book(ledger: 1);
        Track(book, 1);
        Apply(book, new(1, "1"));
        Track(book, 2);
        Assert.Equal(LabelVerdict.Rejected, Apply(book, new(1, null, Metrics: [new("ctr", 1)])));
        Assert.Equal(LabelVerdict.Accepted, Apply(book, new(1, null, new("1", Entry(1), default), Metrics: [new("ctr", 1)])));
        Assert.Equal((1L, 1L), (Sum(book).Task.Rows, Sum(book).Custom.Ratio("ctr").Rows));
    }

    [Fact]
    public void Apply_VersionWithoutATask_TakesMetrics()
    {
        var book = new LabelBook();
        book.Learn(Version with { Output = OutputSpec.Unwatched });
        Track(book, 1);
        Assert.Equal(LabelVerdict.Accepted, Apply(book, new(1, null, Metrics: [new("ctr", 1)])));
        Assert.Equal(1, book.Cells("1", All).Single().Cell.Custom[LabelCell.All].Ratio("ctr").Rows);
    }

    private static LabelVerdict Apply(LabelBook book, LabelLine line) => book.Apply(line, Now).Verdict;

    private static void Track(LabelBook book, int id) => book.Apply(new LedgerDelta(Guid.NewGuid(), 1, "1", [Entry(id)]));

    private static GroupCounters Sum(LabelBook book, string version = "1")
    {
        var sum = new GroupCounters(Version.Output);
        foreach (var (_, cell) in book.Cells(version, All))
            sum.Merge(cell, LabelCell.All);
        return sum;
    }

    private static LabelBook Reloaded(LabelBook book)
    {
        var loaded = Book();
        loaded.Load(book.Save(0));
        return loaded;
    }

    private static LabelBook Book(int ledger = 1_000)
    {
        var book = new LabelBook();
        book.Learn(Version with { Labels = LabelRules.Default with { Ledger = ledger } });
        return book;
    }

    private static LedgerEntry Entry(int id) => new((UInt128)(uint)id, id, Now, 1, VariantRole.Stable, 1, 0.9f, 0);
}
