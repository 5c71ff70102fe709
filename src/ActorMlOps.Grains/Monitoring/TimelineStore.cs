using System.Globalization;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// A timeline of one owner. Deliveries are counted in the newest segment, which is stored with the senders' marks in one write: at once, or
/// behind, if the senders keep their panes until then. Full segments go into coarser levels as they age: 10 s for an hour, 5 minutes for a
/// day, then hours; only the newest hour is kept in memory.
/// </summary>
/// <param name="table">State name of the owner.</param>
/// <param name="key">Key of the owner.</param>
/// <param name="profile">Cells of another profile are dropped: their counters can't be compared.</param>
/// <param name="locates">Whether <see cref="Locate"/> will be asked.</param>
internal sealed class TimelineStore<T>(
    RowStore rows, string table, string key, string profile, Func<T, T, T> merge, TimeProvider clock, bool locates = false)
{
    /// <summary>A sender that is forgotten too soon counts all it sent before as lost when it speaks again.</summary>
    private static readonly TimeSpan ForgetSender = WindowGrid.Keep;

    /// <summary>Oldest first, the newest is last. Values of rows are what is stored.</summary>
    private readonly List<(long Number, Row<TimelineSegment<T>> Row)> _segments = [];

    private readonly TimelineLevel<T>[] _levels =
    [
        new(rows, table, key, WindowGrid.HopSeconds, held: true, merge),
        new(rows, table, key, WindowGrid.MiddleSeconds, held: false, merge),
        new(rows, table, key, WindowGrid.CoarseSeconds, held: false, merge),
    ];

    private Row<TimelineHead> _head = Row<TimelineHead>.None;

    /// <summary>The newest segment as it is counted; what is stored of it may be older.</summary>
    private TimelineSegment<T> _newest = new();

    public long TotalRows => _newest.TotalRows;

    public long RowsLost => _newest.RowsLost;

    /// <summary>Panes that were counted and would be lost by a crash.</summary>
    public int Unstored { get; private set; }

    private TimelineSegment<T> Stored => _segments[^1].Row.Value!;

    /// <summary>Last pane of a sender that was counted.</summary>
    public long Applied(Guid sender) => MarkOf(_newest, sender).Sequence;

    /// <summary>Last pane of a sender that survives a crash.</summary>
    public long Durable(Guid sender) => MarkOf(Stored, sender).Sequence;

    /// <summary>Number of a row that is known by its place in a pane; or <see cref="PanePlace.Old"/>, or <see cref="PanePlace.NotYet"/>.</summary>
    public long Locate(PanePlace place) =>
        PaneRuns.Find(_newest.Panes, place)
            ?? (_newest.Senders.Any(s => PanePlace.SenderOf(s.Key) == place.Sender && place.Pane <= s.Value.Sequence) ? PanePlace.Old : PanePlace.NotYet);

    /// <summary>The cells that a window touches.</summary>
    public async Task<List<WindowCell<T>>> ReadAsync(WindowRange range)
    {
        while (true)
        {
            // What each level has at one moment; then the old segments, unless one of them has moved on meanwhile.
            var cells = _segments.SkipLast(1).Where(s => s.Number > _levels[0].Consumed).SelectMany(s => s.Row.Value!.Cells).Concat(_newest.Cells).ToList();
            var stored = new List<(TimelineLevel<T> Level, long Number)>();
            for (var l = 0; l < _levels.Length; l++)
            {
                foreach (var (span, held) in _levels[l].Segments.Where(s => s.Span.Number > ConsumedOf(l)))
                {
                    if (held is not null)
                        cells.AddRange(held);
                    else if (Timeline.Overlaps(span, range))
                        stored.Add((_levels[l], span.Number));
                }
            }
            var read = await Task.WhenAll(stored.Select(s => s.Level.ReadAsync(s.Number)));
            if (Array.TrueForAll(read, r => r is not null))
                return [.. cells.Concat(read.SelectMany(r => r!)).Where(c => Timeline.Overlaps(c, range)).OrderBy(c => c.FirstRow)];
        }
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
        for (var l = 0; l < _levels.Length; l++)
            await _levels[l].LoadAsync(head.Levels?[l]);
        if (_segments.Count == 0)
            _segments.Add((head.First, new(new() { Profile = profile }, null)));
        _newest = Stored;
        if (_segments.Exists(s => s.Row.Value!.Profile != profile) || Array.Exists(_levels, l => l.IsOfOther(profile)))
            await DropOtherProfilesAsync();
    }

    /// <summary>
    /// Counts the panes that were not counted before. When it throws, the outcome of the write is unknown: load again before going on.
    /// </summary>
    /// <param name="durable">Whether the answer waits until they are stored.</param>
    public async Task<DeltaReceipt> AppendAsync(Guid sender, IReadOnlyList<(PaneHeader Header, T Value)> panes, bool durable = true)
    {
        var firstRows = new long[panes.Count];
        var known = MarkOf(_newest, sender);
        var mark = known;
        var present = clock.GetUtcNow();
        var now = present.ToUnixTimeSeconds();
        var cells = new List<WindowCell<T>>(_newest.Cells);
        var (total, lost) = (_newest.TotalRows, _newest.RowsLost);
        var located = new List<PaneRun>(_newest.Panes);
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
            Timeline.Append(cells, new(WindowGrid.Arrived(header.Hop, present), WindowGrid.HopSeconds, firstRows[i], header.Rows, value), merge);
            Unstored++;
        }
        if (mark != known)
        {
            var senders = _newest.Senders.Where(s => s.Value.LastHeard > now - ForgetSender.TotalSeconds).ToDictionary();
            senders[sender] = mark with { FirstRows = firstRows };
            _newest = new() { Cells = cells, Senders = senders, TotalRows = total, RowsLost = lost, Profile = profile, Panes = located };
        }
        if (durable || cells.Count >= WindowGrid.CellsPerSegment)
            await FlushAsync();
        return new(mark.Sequence, Durable(sender), firstRows);
    }

    /// <summary>Stores what was counted. When it throws, the outcome is unknown: load again before going on.</summary>
    public async Task FlushAsync()
    {
        if (_newest == Stored)
            return;
        var (number, row) = _segments[^1];
        var written = await rows.WriteAsync(table, SegmentKey(number), row, _newest);
        _segments[^1] = (number, written);
        Unstored = 0;
        if (_newest.Cells.Count >= WindowGrid.CellsPerSegment)
            await BeginSegmentAsync();
    }

    private static SenderMark MarkOf(TimelineSegment<T> segment, Guid sender) => segment.Senders.GetValueOrDefault(sender) ?? SenderMark.None;

    private async Task BeginSegmentAsync()
    {
        await AddSegmentAsync();
        await AgeAsync();
        await WriteHeadAsync();
    }

    private async Task AddSegmentAsync()
    {
        var number = _segments[^1].Number + 1;
        var segment = new TimelineSegment<T>
        {
            Senders = _newest.Senders,
            TotalRows = TotalRows,
            RowsLost = RowsLost,
            Profile = profile,
            Panes = PaneRuns.Prune(_newest.Panes, TotalRows),
        };
        _segments.Add((number, await rows.WriteAsync(table, SegmentKey(number), Row<TimelineSegment<T>>.None, segment)));
        _newest = segment;
    }

    private async Task WriteHeadAsync() =>
        _head = await rows.WriteAsync(table, key, _head, new(_segments[0].Number, _segments[^1].Number, [.. _levels.Select(l => l.Head)]));

    /// <summary>Each level takes what has grown too old for the finer one; what is past its time goes.</summary>
    private async Task AgeAsync()
    {
        while (_segments.Count > 1)
        {
            var (number, row) = _segments[0];
            if (number > _levels[0].Consumed)
            {
                if (!row.Value!.Cells.TrueForAll(c => !ByBlock(c.FirstRow) || Age(c) > WindowGrid.Fine))
                    break;
                await _levels[0].TakeAsync(number, row.Value.Cells, profile, ByBlock);
            }
            await rows.DeleteAsync(table, SegmentKey(number), row);
            _segments.RemoveAt(0);
        }
        for (var l = 0; l < _levels.Length; l++)
            await AgeAsync(l);
    }

    private async Task AgeAsync(int level)
    {
        var from = _levels[level];
        var limit = level == 0 ? WindowGrid.Fine : level == 1 ? WindowGrid.Middle : WindowGrid.Keep;
        foreach (var (span, held) in from.Segments.ToArray())
        {
            if (span.Number > ConsumedOf(level))
            {
                // The open segment waits until it is full, or it would be taken again and again.
                if (!from.IsClosed(span.Number) || clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(span.To) <= limit)
                    break;
                if (level + 1 < _levels.Length)
                    await _levels[level + 1].TakeAsync(span.Number, held ?? await from.ReadAsync(span.Number) ?? [], profile, ByBlock);
            }
            await from.DeleteAsync(span.Number);
        }
    }

    /// <summary>Counters of another profile can't be merged with ours: they go, but the numbering of the rows goes on.</summary>
    private async Task DropOtherProfilesAsync()
    {
        if (_newest.Profile != profile)
            await AddSegmentAsync();
        foreach (var other in _segments.Where(s => s.Row.Value!.Profile != profile).ToArray())
        {
            await rows.DeleteAsync(table, SegmentKey(other.Number), other.Row);
            _segments.Remove(other);
        }
        foreach (var level in _levels.Where(l => l.IsOfOther(profile)))
        {
            foreach (var (span, _) in level.Segments.ToArray())
                await level.DeleteAsync(span.Number);
        }
        await WriteHeadAsync();
    }

    /// <summary>Segments of a level up to this one are in the next.</summary>
    private long ConsumedOf(int level) => level + 1 < _levels.Length ? _levels[level + 1].Consumed : -1;

    private bool ByBlock(long row) => TotalRows - row <= WindowGrid.RowsByCount;

    private TimeSpan Age(WindowCell<T> cell) => clock.GetUtcNow() - Timeline.End(cell);

    private string SegmentKey(long number) => string.Create(CultureInfo.InvariantCulture, $"{key}/{number}");
}
