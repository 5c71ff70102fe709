using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Performance;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class PaneRecorderTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Panes_OfAnyBatches_LieInOneHopAndOneBlockWithoutGaps() => Gen.Select(
        Gen.Select(Gen.Int[1, 1300], Gen.Int[0, 14], Gen.Bool).Array[1, 60], Gen.Long[0, 5_000]).Sample((batches, phase) =>
    {
        var clock = new FakeTimeProvider(Start);
        var recorder = new PaneRecorder(Specs.Binary(), null, phase, clock);
        var panes = new List<FrozenPane>();
        foreach (var (rows, wait, take) in batches)
        {
            clock.Advance(TimeSpan.FromSeconds(wait));
            Record(recorder, rows);
            if (take)
                panes.AddRange(recorder.TakeAll());
        }
        panes.AddRange(recorder.TakeAll());
        Assert.Empty(recorder.TakeAll());

        var before = 0L;
        for (var i = 0; i < panes.Count; i++)
        {
            var header = panes[i].Operations.Header;
            Assert.Equal((i + 1L, before), (header.Sequence, header.RowsBefore));
            Assert.Equal(0, header.Hop % WindowGrid.HopSeconds);
            var (firstBlock, lastBlock) = ((phase + before) / WindowGrid.BlockRows, (phase + before + header.Rows - 1) / WindowGrid.BlockRows);
            Assert.Equal(firstBlock, lastBlock);
            before += header.Rows;
        }
        Assert.Equal(batches.Sum(b => (long)b.Item1), before);
        Assert.Equal(batches.Length, panes.Sum(p => p.Operations.Requests));
    });

    [Fact]
    public void Panes_OfAFastStreamThatNobodyTakes_GrowCoarserInsteadOfMany()
    {
        var recorder = new PaneRecorder(Specs.Binary(), null, 0, new FakeTimeProvider(Start));
        for (var i = 0; i < 1_000; i++)
            Record(recorder, 1_000);
        var panes = recorder.TakeAll();
        Assert.Equal(1_000_000, panes.Sum(p => (long)p.Operations.Header.Rows));
        Assert.True(panes.Length < 500, $"{panes.Length} panes");
        // As many panes as are wanted of its rate if the stream goes on; fine again when it has become slow.
        for (var i = 0; i < 1_000; i++)
            Record(recorder, 1_000);
        Assert.InRange(recorder.TakeAll().Length, 15, 18);
        for (var turn = 0; turn < 2; turn++)
        {
            for (var i = 0; i < 100; i++)
                Record(recorder, 1_000);
            Assert.InRange(recorder.TakeAll().Length, turn == 0 ? 2 : 60, turn == 0 ? 3 : 70);
        }
        Record(recorder, 1_000);
        recorder.TakeAll();
        Record(recorder, 1_000);
        Assert.Equal([500, 500], recorder.TakeAll().Select(p => p.Operations.Header.Rows));
    }

    [Fact]
    public void Pane_WithoutRows_CarriesFailedRequests()
    {
        var recorder = new PaneRecorder(Specs.Binary(), null, 0, new FakeTimeProvider(Start));
        recorder.EnterHop();
        recorder.AddRequests(1, TimeSpan.FromMilliseconds(2), failed: true);
        var pane = Assert.Single(recorder.TakeAll()).Operations;
        Assert.Equal((0, 1L, 1L), (pane.Header.Rows, pane.Requests, pane.Errors));
        Assert.Equal(1, LatencyHistogram.Decode(pane.Latency).Count);
    }

    [Fact]
    public void Pane_OfDroppedShadowsBeforeTheFirstBatch_LiesInThePresentHop()
    {
        var recorder = new PaneRecorder(Specs.Binary(), null, 0, new FakeTimeProvider(Start));
        recorder.AddDropped(12);
        var pane = Assert.Single(recorder.TakeAll());
        Assert.Equal(WindowGrid.HopOf(Start), pane.Operations.Header.Hop);
        Assert.Equal(12, pane.Operations.Shadow!.Dropped);
    }

    [Fact]
    public void Track_OverACut_CountsRowsFromTheirOwnPane()
    {
        var recorder = new PaneRecorder(Specs.Binary(), null, 499, new FakeTimeProvider(Start));
        Record(recorder, 3);
        var panes = recorder.TakeAll();
        Assert.Equal([1, 2], panes.Select(p => p.Operations.Header.Rows));
        Assert.Equal([0L, 0L, 1L], panes.SelectMany(p => p.Entries).Select(e => e.Row));
        Assert.All(panes.SelectMany(p => p.Entries), e => Assert.Equal(WindowGrid.HopOf(Start), e.Hop));
    }

    [Fact]
    public void Counters_OfAllPanes_AreThoseOfAllRows() => Gen.Float[-5, 5].Array[1, 3000].Sample(values =>
    {
        var profile = new ReferenceProfile([ColumnProfile.Numeric("a", [.. Enumerable.Range(0, 100).Select(i => (i - 50) / 10.0)], default, float32: true)], 100);
        var spec = Specs.Version("1", OutputSpec.Unwatched, features: ["a"]);
        var recorder = new PaneRecorder(OutputSpec.Unwatched, new(spec, profile, 1), 0, new FakeTimeProvider(Start));
        recorder.EnterHop();
        for (var done = 0; done < values.Length;)
        {
            var rows = recorder.Room(values.Length - done);
            recorder.Counters!.Columns[0].AddColumn(values.AsSpan(done, rows));
            recorder.AddRows([], [], rows, VariantRole.Stable);
            recorder.CutIfFull();
            done += rows;
        }
        var sum = new WindowCounters(profile);
        foreach (var pane in recorder.TakeAll())
            WindowCounters.MergeEncoded(profile, PaneValue.Section(pane.Counters![0], PaneSection.Counters), sum);
        var all = new WindowCounters(profile);
        all.Columns[0].AddColumn(values);
        all.AddRows(values.Length);
        Assert.Equal(all.Rows, sum.Rows);
        Assert.Equal(all.Columns[0].Counts.ToArray(), sum.Columns[0].Counts.ToArray());
        Assert.Equal(all.Columns[0].Moments.Mean!.Value, sum.Columns[0].Moments.Mean!.Value, 1e-9);
    }, iter: 50);

    private static void Record(PaneRecorder recorder, int rows)
    {
        recorder.EnterHop();
        recorder.AddRequests(1, TimeSpan.FromMilliseconds(1), failed: false);
        for (var done = 0; done < rows;)
        {
            var part = recorder.Room(rows - done);
            for (var r = 0; r < part; r++)
                recorder.Track(new LedgerEntry { Row = recorder.NextRow + r });
            recorder.AddRows(new double[part], new float[part], part, VariantRole.Stable);
            recorder.CutIfFull();
            done += part;
        }
    }
}
