using System.IO.Hashing;
using System.Runtime.InteropServices;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.LoadTests.Samples;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>The open pane of a version on one silo, fed as an engine's lane feeds it, batch by batch, but on a clock of its own.</summary>
internal sealed class PaneSource
{
    private const int BatchRows = 128;
    private const int KnownRows = 8_192;

    private static readonly float[] Values = [.. WideModel.Rows(KnownRows).SelectMany(r => r)];
    private static readonly RowFold Fold = new(WideModel.Features, [.. Enumerable.Range(0, WideModel.Features)]);

    private readonly SimulatedClock _clock;
    private readonly PaneRecorder _recorder;
    private readonly double[] _predicted = new double[BatchRows];
    private readonly float[] _scores = new float[BatchRows];
    private int _next;

    /// <param name="profile">Its first columns are the model's features.</param>
    public PaneSource(VersionSpec spec, ReferenceProfile profile, DateTimeOffset start)
    {
        _clock = new(start);
        _recorder = new(spec.Output, new(spec, profile, seed: 1), 0, _clock);
        for (var r = 0; r < BatchRows; r++)
            (_predicted[r], _scores[r]) = (r % 2, (r + 0.5f) / BatchRows);
    }

    /// <summary>Rows that come evenly over a time.</summary>
    public void Feed(int rows, TimeSpan over)
    {
        var (start, done) = (_clock.GetUtcNow(), 0);
        while (done < rows)
        {
            _clock.Now = start + (over * ((double)done / rows));
            var batch = Math.Min(BatchRows, rows - done);
            _recorder.EnterHop();
            _recorder.AddRequests(1, TimeSpan.FromMilliseconds(1), failed: false);
            for (var folded = 0; folded < batch;)
            {
                var part = Math.Min(_recorder.Room(batch - folded), KnownRows - _next);
                Count(_recorder.Counters!, Values.AsSpan(_next * WideModel.Features, part * WideModel.Features), part);
                _recorder.AddRows(_predicted.AsSpan(0, part), _scores.AsSpan(0, part), part, VariantRole.Stable);
                _recorder.CutIfFull();
                folded += part;
                _next = (_next + part) % KnownRows;
            }
            done += batch;
        }
        _clock.Now = start + over;
    }

    public FrozenPane[] Take() => _recorder.TakeAll();

    /// <summary>The value of one pane of so many rows.</summary>
    public static byte[] PaneOf(VersionSpec spec, ReferenceProfile profile, int rows)
    {
        var counters = new PaneCounters(spec, profile, seed: 1);
        for (var done = 0; done < rows;)
        {
            var part = Math.Min(rows - done, KnownRows);
            Count(counters, Values.AsSpan(0, part * WideModel.Features), part);
            counters.AddRows(part);
            done += part;
        }
        return counters.Encode()[0];
    }

    private static void Count(PaneCounters counters, ReadOnlySpan<float> values, int rows)
    {
        Fold.Add(values, counters.Columns);
        for (var r = 0; r < rows; r++)
            counters.Repeats.Add(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(values.Slice(r * WideModel.Features, WideModel.Features))));
        for (var at = 0; at < rows; at++)
        {
            var passed = counters.Sample!.Pass(rows - at);
            if (passed < 0)
                return;
            at += passed;
            values.Slice(at * WideModel.Features, WideModel.Features).CopyTo(counters.Sample.Keep());
        }
    }

    private sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
