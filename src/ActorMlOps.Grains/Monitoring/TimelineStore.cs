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
/// <param name="locates">Whether <see cref="Locate"/> will be asked.</param>
internal sealed class TimelineStore<T>(
    RowStore rows, string table, string key, string profile, Func<T, T, T> merge, TimeProvider clock, bool locates = false)
{
    private const int CellsPerSegment = 48;

    /// <summary>A sender that is forgotten too soon counts all it sent before as lost when it speaks again.</summary>
    private static readonly TimeSpan ForgetSender = WindowGrid.Keep;

    private readonly List<(long Number, Row<TimelineSegment<T>> Row)> _segments = [];
    private Row<TimelineHead> _head = Row<TimelineHead>.None;

    private TimelineSegment<T> Newest => _segments[^1].Row.Value!;

    public long TotalRows => Newest.TotalRows;

    public long RowsLost => Newest.RowsLost;

    public IEnumerable<WindowCell<T>> Cells => _segments.SelectMany(s => s.Row.Value!.Cells);

    /// <summary>Number of a row that is known by its place in a pane; or <see cref="PanePlace.Old"/>, or <see cref="PanePlace.NotYet"/>.</summary>
    public long Locate(PanePlace place)
    {
        for (var i = _segments.Count - 1; i >= 0; i--)
        {
            if (PaneRuns.Find(_segments[i].Row.Value!.Panes, place) is { } row)
                return row;
        }
        return Newest.Senders.Any(s => PanePlace.SenderOf(s.Key) == place.Sender && place.Pane <= s.Value.Sequence) ? PanePlace.Old : PanePlace.NotYet;
    }

    public async Task LoadAsync()
    {
        _segments.Clear();
        _head = await rows.ReadAsync<TimelineHead>(table, key);
        var head = _head.Value ?? new(0, 0);
        // The head is written after a new segment: after a crash, or while it could not be written, there are more than it knows.
        for (var n = head.First; ; n++)
        {
            var row = await rows.ReadAsync<TimelineSegment<T>>(table, SegmentKey(n));
            if (row.Value is not null)
                _segments.Add((n, row));
            else if (n > head.Last)
                break;
        }
        if (_segments.Count == 0)
            _segments.Add((head.First, new(new() { Profile = profile }, null)));
        else
            await DropOtherProfilesAsync();
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
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var cells = new List<WindowCell<T>>(Newest.Cells);
        var (total, lost) = (Newest.TotalRows, Newest.RowsLost);
        var located = new List<PaneRun>(Newest.Panes);
        for (var i = 0; i < panes.Count; i++)
        {
            var (header, value) = panes[i];
            if (header.Sequence <= known.Sequence)
            {
                firstRows[i] = known.FirstRowOf(header.Sequence);
                continue;
            }
            firstRows[i] = header.FirstRow >= 0 ? header.FirstRow : total;
            lost += Math.Max(0, header.RowsBefore - mark.Rows);
            mark = new(header.Sequence, header.RowsBefore + header.Rows, now, []);
            total = Math.Max(total, firstRows[i] + header.Rows);
            if (locates)
                PaneRuns.Append(located, PanePlace.SenderOf(sender), header, firstRows[i]);
            Timeline.Append(cells, new(header.Hop, WindowGrid.HopSeconds, firstRows[i], header.Rows, value), merge);
        }
        if (mark != known)
        {
            var senders = Newest.Senders.Where(s => s.Value.LastHeard > now - ForgetSender.TotalSeconds).ToDictionary();
            senders[sender] = mark with { FirstRows = firstRows };
            await WriteNewestAsync(new() { Cells = cells, Senders = senders, TotalRows = total, RowsLost = lost, Profile = profile, Panes = located });
            if (cells.Count >= CellsPerSegment)
                await BeginSegmentAsync();
        }
        return new(mark.Sequence, mark.Sequence, firstRows);
    }

    private async Task WriteNewestAsync(TimelineSegment<T> segment)
    {
        var (number, row) = _segments[^1];
        _segments[^1] = (number, await rows.WriteAsync(table, SegmentKey(number), row, segment));
    }

    private async Task BeginSegmentAsync()
    {
        await AddSegmentAsync();
        await CoarsenAsync();
        await WriteHeadAsync();
    }

    private async Task AddSegmentAsync()
    {
        var number = _segments[^1].Number + 1;
        var segment = new TimelineSegment<T> { Senders = Newest.Senders, TotalRows = TotalRows, RowsLost = RowsLost, Profile = profile };
        _segments.Add((number, await rows.WriteAsync(table, SegmentKey(number), Row<TimelineSegment<T>>.None, segment)));
    }

    private async Task WriteHeadAsync() =>
        _head = await rows.WriteAsync(table, key, _head, new(_segments[0].Number, _segments[^1].Number));

    /// <summary>Counters of another profile can't be merged with ours: they go, but the numbering of the rows goes on.</summary>
    private async Task DropOtherProfilesAsync()
    {
        var others = _segments.Where(s => s.Row.Value!.Profile != profile).ToList();
        if (others.Count == 0)
            return;
        if (Newest.Profile != profile)
            await AddSegmentAsync();
        foreach (var other in others)
        {
            await rows.DeleteAsync(table, SegmentKey(other.Number), other.Row);
            _segments.Remove(other);
        }
        await WriteHeadAsync();
    }

    /// <summary>Merges what has grown old and lets go of what is past its time.</summary>
    private async Task CoarsenAsync()
    {
        var now = clock.GetUtcNow();
        for (var i = 0; i < _segments.Count - 1; i++)
        {
            var (number, row) = _segments[i];
            var cells = Timeline.Compact(row.Value!.Cells, now, TotalRows, merge);
            if (cells.Count > row.Value.Cells.Count * 3 / 4)
                continue;
            var coarse = new TimelineSegment<T> { Cells = cells, Profile = profile, Panes = PaneRuns.Prune(row.Value.Panes, TotalRows) };
            _segments[i] = (number, await rows.WriteAsync(table, SegmentKey(number), row, coarse));
        }
        while (_segments.Count > 1 && _segments[0].Row.Value!.Cells.TrueForAll(c => now - Timeline.End(c) > WindowGrid.Keep))
        {
            var (number, row) = _segments[0];
            await rows.DeleteAsync(table, SegmentKey(number), row);
            _segments.RemoveAt(0);
        }
    }

    private string SegmentKey(long number) => string.Create(CultureInfo.InvariantCulture, $"{key}/{number}");
}
