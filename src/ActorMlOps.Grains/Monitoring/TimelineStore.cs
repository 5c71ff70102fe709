using System.Globalization;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// A durable timeline of one owner. Each delivery is one write of the newest segment (cells and senders' marks together), so what was
/// acknowledged survives a crash. A segment that is full is left as it is, but for coarsening; then a new one begins.
/// </summary>
/// <param name="table">State name of the owner.</param>
/// <param name="key">Key of the owner.</param>
/// <param name="profile">Cells of another profile are dropped: their counters can't be compared.</param>
internal sealed class TimelineStore<T>(RowStore rows, string table, string key, string profile, Func<T, T, T> merge, TimeProvider clock)
{
    private const int CellsPerSegment = 48;

    private static readonly TimeSpan ForgetSender = TimeSpan.FromDays(1);

    private readonly List<(long Number, GrainState<TimelineSegment<T>> Row)> _segments = [];
    private GrainState<TimelineHead> _head = new();

    private TimelineSegment<T> Newest => _segments[^1].Row.State;

    public long TotalRows => Newest.TotalRows;

    public long RowsLost => Newest.RowsLost;

    public IEnumerable<WindowCell<T>> Cells => _segments.SelectMany(s => s.Row.State.Cells);

    public async Task LoadAsync()
    {
        _segments.Clear();
        _head = await rows.ReadAsync<TimelineHead>(table, key);
        _head.State ??= new();
        // A crash between the two writes of BeginSegment leaves one segment that the head does not know.
        for (var n = _head.State.First; n <= _head.State.Last + 1; n++)
        {
            var row = await rows.ReadAsync<TimelineSegment<T>>(table, SegmentKey(n));
            if (row is { RecordExists: true, State: not null })
                _segments.Add((n, row));
        }
        if (_segments.Count == 0)
            _segments.Add((_head.State.First, new(new() { Profile = profile })));
        else if (Newest.Profile != profile)
            await BeginSegmentAsync();
        _segments.RemoveAll(s => s.Row.State.Profile != profile);
    }

    /// <summary>
    /// Counts the panes that were not counted before, and answers when they are durable. When it throws, the outcome of the write is
    /// unknown: load again before going on.
    /// </summary>
    public async Task<DeltaReceipt> AppendAsync(Guid sender, IReadOnlyList<(PaneHeader Header, T Value)> panes)
    {
        var firstRows = new long[panes.Count];
        var known = Newest.Senders.GetValueOrDefault(sender) ?? SenderMark.None;
        var mark = known;
        var given = new List<long>(panes.Count);
        var cells = new List<WindowCell<T>>(Newest.Cells);
        var (total, lost) = (Newest.TotalRows, Newest.RowsLost);
        for (var i = 0; i < panes.Count; i++)
        {
            var (header, value) = panes[i];
            if (header.Sequence <= known.Sequence)
            {
                firstRows[i] = known.FirstRowOf(header.Sequence);
                continue;
            }
            given.Add(firstRows[i] = header.FirstRow >= 0 ? header.FirstRow : total);
            lost += Math.Max(0, header.RowsBefore - mark.Rows);
            mark = new(header.Sequence, header.RowsBefore + header.Rows, header.Hop, []);
            total = Math.Max(total, firstRows[i] + header.Rows);
            Timeline.Append(cells, new(header.Hop, WindowGrid.HopSeconds, firstRows[i], header.Rows, value), merge);
        }
        if (given.Count > 0)
        {
            var senders = Newest.Senders.Where(s => s.Value.LastHop > mark.LastHop - ForgetSender.TotalSeconds).ToDictionary();
            senders[sender] = mark with { FirstRows = [.. given] };
            await WriteNewestAsync(new() { Cells = cells, Senders = senders, TotalRows = total, RowsLost = lost, Profile = profile });
            if (cells.Count >= CellsPerSegment)
                await BeginSegmentAsync();
        }
        return new(mark.Sequence, mark.Sequence, firstRows);
    }

    private async Task WriteNewestAsync(TimelineSegment<T> segment)
    {
        var (number, row) = _segments[^1];
        var next = new GrainState<TimelineSegment<T>>(segment, row.ETag, row.RecordExists);
        await rows.WriteAsync(table, SegmentKey(number), next);
        _segments[^1] = (number, next);
    }

    private async Task BeginSegmentAsync()
    {
        var (number, row) = _segments[^1];
        var segment = new TimelineSegment<T>
        {
            Senders = row.State.Senders,
            TotalRows = row.State.TotalRows,
            RowsLost = row.State.RowsLost,
            Profile = profile,
        };
        var next = new GrainState<TimelineSegment<T>>(segment);
        await rows.WriteAsync(table, SegmentKey(number + 1), next);
        _segments.Add((number + 1, next));
        await CoarsenAsync();
        _head.State.Last = number + 1;
        await rows.WriteAsync(table, key, _head);
    }

    /// <summary>Merges what has grown old and lets go of what is past its time.</summary>
    private async Task CoarsenAsync()
    {
        var now = clock.GetUtcNow();
        for (var i = 0; i < _segments.Count - 1; i++)
        {
            var (number, row) = _segments[i];
            var cells = Timeline.Compact(row.State.Cells, now, TotalRows, merge);
            if (cells.Count > row.State.Cells.Count * 3 / 4)
                continue;
            row.State.Cells = cells;
            await rows.WriteAsync(table, SegmentKey(number), row);
        }
        while (_segments.Count > 1 && _segments[0].Row.State.Cells.TrueForAll(c => now - Timeline.End(c) > WindowGrid.Keep))
        {
            var (number, row) = _segments[0];
            await rows.DeleteAsync(table, SegmentKey(number), row);
            _segments.RemoveAt(0);
            _head.State.First = number + 1;
        }
    }

    private string SegmentKey(long number) => string.Create(CultureInfo.InvariantCulture, $"{key}/{number}");
}
