using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// The open pane of one version on one silo. One thread at a time; whoever folds also cuts. A pane is cut where a hop of 10 s ends,
/// where a block of rows is full, and when it is asked for.
/// </summary>
/// <param name="counters">Null: there is no reference to count by.</param>
/// <param name="phase">Rows of the version that others counted before, so that blocks begin where the cluster's do.</param>
/// <param name="sequence">The last pane of a sender that goes on.</param>
/// <param name="rowsBefore">Rows in its panes.</param>
/// <param name="baseline">Rows to be kept as they are; null: none.</param>
internal sealed class PaneRecorder(
    OutputSpec output, PaneCounters? counters, long phase, TimeProvider clock, long sequence = 0, long rowsBefore = 0, BaselineRows? baseline = null)
{
    /// <summary>Blocks a period that are wanted of a stream as long as they are worth it: each is coded, sent, stored and looked at.</summary>
    private const int FineBlocks = 64;

    /// <summary>The same of a stream so fast that nobody asks for rows of it by number: more than <see cref="FastRows"/> a period.</summary>
    private const int FastBlocks = 16;

    private const long FastRows = 4 * FineBlocks * WindowGrid.BlockRows;

    /// <summary>Most blocks of 500 rows that become one: 2,048,000 rows a block are enough for any stream.</summary>
    private const int MostBlocks = 4_096;

    private readonly Queue<FrozenPane> _frozen = new();
    private readonly List<LedgerEntry> _entries = [];
    private LatencyHistogram _latency = new();
    private ShadowComparison? _shadow;
    private long _sequence = sequence;
    private long _rowsBefore = rowsBefore;
    private long _hop = long.MinValue;
    private int _rows;
    private long _requests;
    private long _errors;
    private long _shadowRows;
    private int _blocks;
    private int _block = WindowGrid.BlockRows;
    private long _takenRows = rowsBefore;

    /// <summary>Begins a batch; panes don't reach over a hop.</summary>
    public void EnterHop() => EnterHop(clock.GetUtcNow());

    public void EnterHop(DateTimeOffset at)
    {
        var hop = WindowGrid.HopOf(at);
        if (hop == _hop)
            return;
        Cut();
        _hop = hop;
    }

    /// <summary>How many of so many rows go into the open pane before it must be cut.</summary>
    public int Room(int rows)
    {
        var block = Block;
        var room = block - (int)((phase + _rowsBefore + _rows) % block);
        return Math.Min(rows, room);
    }

    public PaneCounters? Counters => counters;

    /// <summary>Null: no more rows are kept as they are.</summary>
    public BaselineRows? Baseline => baseline is { Left: > 0 } ? baseline : null;

    /// <summary>Counts rows already folded into <see cref="Counters"/>, and cuts the pane if that filled a block.</summary>
    public void AddRows(ReadOnlySpan<double> predicted, ReadOnlySpan<float> scores, int rows, VariantRole role)
    {
        if (counters is not null)
        {
            counters.AddRows(rows);
            PredictionColumns.Fold(output, counters.Columns, predicted, scores);
        }
        _rows += rows;
        if (role == VariantRole.Shadow)
            _shadowRows += rows;
    }

    public void CutIfFull()
    {
        if (_rows == 0 || Room(int.MaxValue) != Block)
            return;
        _blocks++;
        Cut();
    }

    /// <summary>Index of the next row within the open pane.</summary>
    public int NextRow => _rows;

    /// <summary>Sequence of the open pane.</summary>
    public long NextSequence => _sequence + 1;

    /// <summary>Hop of the open pane, Unix seconds.</summary>
    public long Hop => _hop;

    public void Track(in LedgerEntry entry) => _entries.Add(entry with { Hop = _hop });

    /// <summary>Counts requests that shared a batch.</summary>
    public void AddRequests(int count, TimeSpan latency, bool failed)
    {
        _requests += count;
        if (failed)
            _errors += count;
        _latency.Record(latency, count);
    }

    public void AddShadow(ShadowComparison comparison) => _shadow = _shadow is null ? comparison : _shadow + comparison;

    /// <summary>Rows that should have run as a shadow. They belong to no batch, so they enter the present hop by themselves.</summary>
    public void AddDropped(long rows)
    {
        EnterHop();
        AddShadow(new(0, 0, 0, 0, rows));
    }

    /// <summary>Rows of a block that would begin now.</summary>
    private int Block => _block << Math.Min(_blocks / FineBlocks, 12);

    /// <summary>Takes all panes that are complete. That ends a period: the next one's blocks follow from its rows.</summary>
    public FrozenPane[] TakeAll()
    {
        Cut();
        var rows = _rowsBefore - _takenRows;
        var blocks = Math.Round((double)rows / ((rows > FastRows ? FastBlocks : FineBlocks) * WindowGrid.BlockRows));
        (_blocks, _takenRows) = (0, _rowsBefore);
        _block = WindowGrid.BlockRows * (int)Math.Clamp(blocks, 1, MostBlocks);
        var all = _frozen.ToArray();
        _frozen.Clear();
        return all;
    }

    private void Cut()
    {
        if (_rows == 0 && _requests == 0 && _shadow is null)
            return;
        var header = new PaneHeader(++_sequence, _hop, _rows, _rowsBefore, FirstRow: -1);
        _frozen.Enqueue(new(
            new VersionPane(header, _requests, _errors, _shadowRows, _latency.Encode(), _shadow),
            counters?.Encode(),
            [.. _entries],
            baseline?.Take()));
        _rowsBefore += _rows;
        (_rows, _requests, _errors, _shadowRows, _shadow) = (0, 0, 0, 0, null);
        _entries.Clear();
        counters?.Clear();
        _latency = new();
    }
}
