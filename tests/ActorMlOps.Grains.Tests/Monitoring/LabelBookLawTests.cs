using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Statistics.Performance;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>
/// Whatever comes, in whatever order, how often, in whatever batches, and whenever the partition is killed: each window is what counting the
/// predictions with their last labels, feedback and metrics would give, to the bit.
/// </summary>
public sealed class LabelBookLawTests
{
    private const int Hops = 5;
    private static readonly long Start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly CustomMetricConfig[] Metrics = [new("ctr", CustomMetricKind.Ratio), new("revenue", CustomMetricKind.Value)];

    /// <summary>Something that is said of a prediction: 0 is "nothing" throughout.</summary>
    private static readonly Gen<(int Label, int Feedback, int Ctr, int Revenue, bool Twice, int By)> Saying =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 2]);

    private static readonly Gen<(bool Positive, int Score, int Segment, bool Shadowed, int Ledger, (int, int, int, int, bool, int)[] Sayings)[]> Stories =
        Gen.Select(Gen.Bool, Gen.Int[0, 50], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 1], Saying.Array[0, 5]).Array[1, 40];

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Regression)]
    public void Windows_AnyOrderDelayDuplicationCorrectionBatchesAndCrash_EqualTheRecomputation(TaskKind task) => Gen.Select(
        Stories, Gen.Int[0, 1_000_000].Array[500], Gen.Int[1, 9], Gen.Int[0, 300], Gen.Int[0, 100]).Sample((stories, shuffle, batch, checkpoint, rows) =>
    {
        VersionSpec[] specs = [Spec("1", task), Spec("2", task)];
        var events = new List<(long Order, Action<LabelBook> Do)>();
        for (var i = 0; i < stories.Length; i++)
        {
            var (entry, sayings) = (Entry(i, stories[i].Positive, stories[i].Score, stories[i].Segment), stories[i].Sayings);
            // Without the ledger only the receipt can find it.
            if (stories[i].Ledger == 1)
                Deliver(shuffle[i], i + 1, "1", entry);
            if (stories[i].Shadowed)
                Deliver(shuffle[100 + i], i + 1001, "2", entry with { Role = VariantRole.Shadow });
            var order = (long)shuffle[200 + i];
            foreach (var saying in sayings)
            {
                var line = Line(entry, saying, stories[i].Ledger == 1);
                events.Add((order, b => b.Apply(line, Start + 60)));
                if (saying.Item5)
                    events.Add((order, b => b.Apply(line, Start + 60)));
                order += shuffle[300 + i];
            }
            // The number of the pane comes at last.
            events.Add((long.MaxValue, b => b.Place(new("1", entry, default))));
        }
        var log = events.OrderBy(e => e.Order).Select(e => e.Do).Chunk(batch).ToArray();
        var (book, saved, from) = (Book(specs), new LabelBookState(), 0);
        for (var row = 0; row < log.Length; row++)
        {
            foreach (var apply in log[row])
                apply(book);
            if (row == checkpoint % log.Length)
                (saved, from) = (book.Save(0), row + 1);
            if (row != (checkpoint + rows) % log.Length)
                continue;
            // Killed: what the checkpoint holds, and the log after it, again. Without a checkpoint: the whole log.
            book = Book(specs);
            book.Load(saved);
            foreach (var apply in log[from..(row + 1)].SelectMany(r => r))
                apply(book);
        }
        Assert.Equal(0, book.Pending);
        Compare(stories, book, specs);
        var reloaded = Book(specs);
        reloaded.Load(book.Save(0));
        Compare(stories, reloaded, specs);

        void Deliver(int order, int sender, string version, LedgerEntry entry)
        {
            var delta = new LedgerDelta(new Guid(sender, 0, 0, new byte[8]), 1, version, [entry]);
            events.Add((order, b => b.Apply(delta)));
            if (order % 3 == 0)
                events.Add((order + 1000, b => b.Apply(delta)));
        }
    }, iter: 150);

    private static void Compare(
        (bool Positive, int Score, int Segment, bool Shadowed, int Ledger, (int, int, int, int, bool, int)[] Sayings)[] stories, LabelBook book, VersionSpec[] specs)
    {
        foreach (var spec in specs)
        {
            for (var hop = -1; hop < Hops; hop++)
            {
                var range = hop < 0
                    ? WindowRange.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue)
                    : WindowRange.Time(DateTimeOffset.FromUnixTimeSeconds(Start + (hop * 10)), DateTimeOffset.FromUnixTimeSeconds(Start + (hop * 10) + 10));
                foreach (var group in new[] { LabelCell.All, 0, 1, 2 })
                {
                    var (expected, found) = (new GroupCounters(spec.Output), new GroupCounters(spec.Output));
                    for (var i = 0; i < stories.Length; i++)
                    {
                        if ((hop < 0 || i % Hops == hop) && (group == LabelCell.All || stories[i].Segment == group))
                            Count(expected, spec, i, stories[i]);
                    }
                    foreach (var (_, cell) in book.Cells(spec.Key.Version, range))
                        found.Merge(cell, group);
                    Assert.Equal(expected.Task.Encode(), found.Task.Encode());
                    Assert.Equal(expected.Custom.Encode(), found.Custom.Encode());
                }
            }
        }
    }

    private static void Count(
        GroupCounters counters, VersionSpec spec, int id, (bool Positive, int Score, int Segment, bool Shadowed, int, (int, int, int, int, bool, int)[] Sayings) story)
    {
        var shadow = spec.Key.Version == "2";
        if (shadow && !story.Shadowed)
            return;
        int Last(Func<(int, int, int, int, bool, int), int> of) => story.Sayings.Select(of).LastOrDefault(x => x > 0);
        if (Last(s => s.Item1) is > 0 and var label)
            counters.Task.Add(Entry(id, story.Positive, story.Score, story.Segment), label - 1);
        // What callers thought and did is about the answer that they got.
        if (shadow)
            return;
        if (Last(s => s.Item2) is > 0 and var feedback)
            counters.Custom.CountFeedback($"f{feedback}", 1);
        if (Last(s => s.Item3) is > 0 and var ctr)
            counters.Custom.CountRatio("ctr", ctr == 2, 1);
        if (Last(s => s.Item4) is > 0 and var revenue)
            counters.Custom.CountValue("revenue", revenue / 7.0, 1);
    }

    private static LabelLine Line(in LedgerEntry entry, (int Label, int Feedback, int Ctr, int Revenue, bool, int By) saying, bool byId)
    {
        var samples = new List<MetricSample>();
        if (saying.Ctr > 0)
            samples.Add(new("ctr", saying.Ctr - 1));
        if (saying.Revenue > 0)
            samples.Add(new("revenue", saying.Revenue / 7.0));
        ReceiptedPrediction? receipt = saying.By == 0 && byId ? null : new("1", saying.By == 1 ? entry : entry with { Row = PanePlace.NotYet }, default);
        return new(
            entry.Id, saying.Label == 0 ? null : $"{saying.Label - 1}", receipt, saying.Feedback == 0 ? null : $"f{saying.Feedback}",
            samples.Count == 0 ? null : [.. samples]);
    }

    private static LabelBook Book(VersionSpec[] specs)
    {
        var book = new LabelBook();
        foreach (var spec in specs)
            book.Learn(spec);
        return book;
    }

    private static VersionSpec Spec(string version, TaskKind task) =>
        Specs.Version(version, task == TaskKind.Binary ? Specs.Binary() : Specs.Regression, segments: ["sex"]) with { Metrics = Metrics };

    private static LedgerEntry Entry(int id, bool positive, int score, int segment) => new(
        (UInt128)(uint)id, id * 37L, Start + (id % Hops * 10), 1, VariantRole.Stable, positive ? 1 : 0, score / 50f, (uint)segment);
}
