using System.Globalization;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// A timeline of one owner. Deliveries are counted in the newest segment, in memory, and are durable with their entry in a log; the segment
/// itself is stored with the senders' marks, in one write, when it is full or the log is. Full segments go into coarser levels as they age:
/// 10 s for an hour, 5 minutes for a day, then hours; only the newest hour is kept in memory.
/// </summary>
/// <remarks>
/// Of large counters only the sums of the hour's segments are kept, and the cells of the newest: 15 sums and 24 cells for an hour of hops.
/// A window adds up the sums of the segments that lie wholly in it and reads those that its ends cut, at most two, from the store. So it is
/// as exact as if all cells were held.
/// </remarks>
/// <param name="table">State name of the owner.</param>
/// <param name="key">Key of the owner.</param>
/// <param name="profile">Cells of another profile are dropped: their counters can't be compared.</param>
/// <param name="locates">Whether <see cref="Locate"/> will be asked.</param>
/// <param name="large">Whether counters are so large that memory is to hold sums instead of cells.</param>
internal sealed partial class TimelineStore<T>(
    RowStore rows, string table, string key, string profile, Func<T, T, T> merge, TimeProvider clock, bool locates = false,
    bool large = false)
{
    /// <summary>A sender that is forgotten too soon counts all it sent before as lost when it speaks again.</summary>
    private static readonly TimeSpan ForgetSender = WindowGrid.Keep;

    /// <summary>Oldest first, the newest is last. Values of rows are what is stored.</summary>
    private readonly List<TimelinePart<T>> _segments = [];

    private readonly TimelineLevel<T>[] _levels =
    [
        new(rows, table, key, WindowGrid.HopSeconds, large ? TimelineKeep.Sums : TimelineKeep.Cells, merge),
        new(rows, table, key, WindowGrid.MiddleSeconds, large ? TimelineKeep.Nothing : TimelineKeep.Open, merge),
        new(rows, table, key, WindowGrid.CoarseSeconds, large ? TimelineKeep.Nothing : TimelineKeep.Open, merge),
    ];

    private readonly TimelineLog<T> _log = new(rows, table, key);

    private Row<TimelineHead> _head = Row<TimelineHead>.None;

    /// <summary>The newest segment as it is counted: what is stored of it, and what the log has since.</summary>
    private TimelineSegment<T> _newest = new();

    public long TotalRows => _newest.TotalRows;

    public long RowsLost => _newest.RowsLost;

    /// <summary>Last pane of a sender that was counted; it survives a crash.</summary>
    public long Applied(Guid sender) => MarkOf(_newest, sender).Sequence;

    /// <summary>
    /// Number of a row that is known by its place in a pane; or <see cref="PanePlace.Old"/>, or <see cref="PanePlace.NotYet"/>.
    /// </summary>
    public long Locate(PanePlace place)
    {
        if (PaneRuns.Find(_newest.Panes, place) is { } row)
            return row;
        var counted = _newest.Senders.Any(s => PanePlace.SenderOf(s.Key) == place.Sender && place.Pane <= s.Value.Sequence);
        return counted ? PanePlace.Old : PanePlace.NotYet;
    }

    /// <summary>The cells that a window touches.</summary>
    /// <param name="sums">Whether cells that all lie in the window may come as their sum.</param>
    public async Task<List<WindowCell<T>>> ReadAsync(WindowRange range, bool sums = false)
    {
        while (true)
        {
            // What each level has at one moment; then the old segments, unless one of them has moved on meanwhile.
            var cells = _newest.Cells.ToList();
            var reads = new List<Func<Task<List<WindowCell<T>>?>>>();
            foreach (var part in _segments.SkipLast(1).Where(s => s.Number > _levels[0].Consumed))
                Take(part, () => ReadAsync(part.Number));
            for (var l = 0; l < _levels.Length; l++)
            {
                var (level, consumed) = (_levels[l], _levels[l].Consumed);
                foreach (var part in level.Segments.Where(s => s.Number > ConsumedOf(l)))
                    Take(part, () => level.ReadAsync(part.Number, consumed));
            }
            var read = await Task.WhenAll(reads.Select(r => r()));
            if (Array.TrueForAll(read, r => r is not null))
                return [.. cells.Concat(read.SelectMany(r => r!)).Where(c => Timeline.Overlaps(c, range)).OrderBy(c => c.FirstRow)];
            // What is moving must be able to go on.
            await Task.Yield();

            void Take(TimelinePart<T> part, Func<Task<List<WindowCell<T>>?>> readAsync)
            {
                if (part.Held is { } held)
                    cells.AddRange(held);
                else if (sums && part.Sum is { } sum && Timeline.Contains(range, part.Span))
                    cells.Add(sum);
                else if (Timeline.Overlaps(part.Span, range))
                    reads.Add(readAsync);
            }
        }
    }

    public async Task LoadAsync()
    {
        _segments.Clear();
        _head = await rows.ReadAsync<TimelineHead>(table, key);
        var head = _head.Value ?? new(0, 0);
        // The head is written after a new segment: after a crash, or while it could not be written, there are more than it names. Those have
        // no gaps, as only what it names is ever deleted.
        for (var n = head.First; ; n++)
        {
            var row = await rows.ReadAsync<TimelineSegment<T>>(table, SegmentKey(n));
            if (row.Value is not null)
            {
                ReleaseLast();
                _segments.Add(TimelinePart<T>.Of(n, row));
            }
            else if (n > head.Last)
                break;
        }
        for (var l = 0; l < _levels.Length; l++)
            await _levels[l].LoadAsync(head.Levels?[l], profile);
        if (_segments.Count == 0)
            _segments.Add(TimelinePart<T>.Of(head.First, new(new() { Profile = profile }, null)));
        _newest = _segments[^1].Row!.Value!;
        var entries = await _log.LoadAsync(_newest.Logged);
        foreach (var entry in entries)
            _newest = Counted(_newest, entry);
        // An owner before this one was about to store the segment, and may still do so: only one of the two will have stored it.
        if (_newest.Profile == profile && entries.Exists(e => e.Panes.Length == 0))
            await StoreAsync(_newest);
        if (_segments.Exists(s => s.Profile != profile) || Array.Exists(_levels, l => l.IsOfOther(profile)))
            await DropOtherProfilesAsync();
    }

    /// <summary>
    /// Counts the panes that were not counted before, durably. When it throws, the outcome of the write is unknown: load again before going
    /// on.
    /// </summary>
    /// <param name="panes">Of one sender, in sequence.</param>
    public async Task<DeltaReceipt> AppendAsync(Guid sender, IReadOnlyList<(PaneHeader Header, T Value)> panes)
    {
        var known = MarkOf(_newest, sender);
        var firstRows = new long[panes.Count];
        var total = _newest.TotalRows;
        for (var i = 0; i < panes.Count; i++)
        {
            var header = panes[i].Header;
            var isNew = header.Sequence > known.Sequence;
            firstRows[i] = !isNew ? known.FirstRowOf(header.Sequence) : header.FirstRow >= 0 ? header.FirstRow : total;
            total = isNew ? Math.Max(total, firstRows[i] + header.Rows) : total;
        }
        var added = panes.Where(p => p.Header.Sequence > known.Sequence).ToArray();
        if (added.Length == 0)
            return new(known.Sequence, known.Sequence, firstRows);

        var at = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var entry = new TimelineEntry<T>(
            _log.Next, sender, at, firstRows, [.. added.Select(p => p.Header)], [.. added.Select(p => p.Value)], profile);
        var next = Counted(_newest, entry);
        var isFull = next.Cells.Count >= WindowGrid.CellsPerSegment || entry.Number + 1 - next.Logged >= TimelineLog<T>.Rows;
        // Where the segment is stored, the entry only tells other owners that it was.
        await _log.WriteAsync(isFull ? entry with { Panes = [], Values = [] } : entry);
        if (isFull)
            await StoreAsync(next);
        else
            _newest = next;
        return new(Applied(sender), Applied(sender), firstRows);
    }

    /// <summary>What a segment is with a delivery. Pure: counted again, it is the same.</summary>
    private TimelineSegment<T> Counted(TimelineSegment<T> segment, TimelineEntry<T> entry)
    {
        if (entry.Panes.Length == 0)
            return segment;
        var mark = MarkOf(segment, entry.Sender);
        var present = DateTimeOffset.FromUnixTimeMilliseconds(entry.At);
        var (cells, panes) = (new List<WindowCell<T>>(segment.Cells), new List<PaneRun>(segment.Panes));
        var (total, lost) = (segment.TotalRows, segment.RowsLost);
        for (var i = 0; i < entry.Panes.Length; i++)
        {
            var (header, firstRow) = (entry.Panes[i], entry.FirstRows[^(entry.Panes.Length - i)]);
            lost += Math.Max(0, header.RowsBefore - mark.Rows);
            mark = new(header.Sequence, header.RowsBefore + header.Rows, present.ToUnixTimeSeconds(), []);
            total = Math.Max(total, firstRow + header.Rows);
            if (locates)
                PaneRuns.Append(panes, PanePlace.SenderOf(entry.Sender), header, firstRow);
            // Counters of another profile can't be merged; they are of a segment that will be dropped.
            if (entry.Profile == profile)
            {
                var hop = WindowGrid.Arrived(header.Hop, present);
                Timeline.Append(cells, new(hop, WindowGrid.HopSeconds, firstRow, header.Rows, entry.Values[i]), merge);
            }
        }
        var forgotten = present.ToUnixTimeSeconds() - (long)ForgetSender.TotalSeconds;
        var senders = segment.Senders.Where(s => s.Value.LastHeard > forgotten).ToDictionary();
        senders[entry.Sender] = mark with { FirstRows = entry.FirstRows };
        return new()
        {
            Cells = cells,
            Senders = senders,
            TotalRows = total,
            RowsLost = lost,
            Profile = segment.Profile,
            Panes = panes,
            Logged = segment.Logged,
        };
    }

    /// <summary>Stores the newest segment as it is with all of the log.</summary>
    private async Task StoreAsync(TimelineSegment<T> newest)
    {
        newest.Logged = _log.Next;
        var number = _segments[^1].Number;
        var written = await rows.WriteAsync(table, SegmentKey(number), _segments[^1].Row!, newest);
        _segments[^1] = TimelinePart<T>.Of(number, written);
        _newest = newest;
        if (newest.Cells.Count >= WindowGrid.CellsPerSegment)
            await BeginSegmentAsync();
    }

    private static SenderMark MarkOf(TimelineSegment<T> segment, Guid sender) =>
        segment.Senders.GetValueOrDefault(sender) ?? SenderMark.None;

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
            Logged = _log.Next,
        };
        var written = await rows.WriteAsync(table, SegmentKey(number), Row<TimelineSegment<T>>.None, segment);
        ReleaseLast();
        _segments.Add(TimelinePart<T>.Of(number, written));
        _newest = segment;
    }

    private async Task WriteHeadAsync() =>
        _head = await rows.WriteAsync(table, key, _head, new(_segments[0].Number, _segments[^1].Number, [.. _levels.Select(l => l.Head)]));

    /// <summary>
    /// Each level takes what has grown too old for the finer one; what is past its time goes. What the head does not name yet stays where it
    /// is: whoever loads next would not find what comes behind a gap, and would give its number again.
    /// </summary>
    private async Task AgeAsync()
    {
        while (_segments.Count > 1 && _segments[0].Number <= _head.Value?.Last)
        {
            var part = _segments[0];
            if (part.Number > _levels[0].Consumed)
            {
                var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(part.Span.To);
                if (ByBlock(part.Span.EndRow - 1) && age <= WindowGrid.Fine)
                    break;
                await _levels[0].TakeAsync(part.Number, part.Held ?? await ReadAsync(part.Number) ?? [], profile, ByBlock);
            }
            await rows.DeleteAsync(table, SegmentKey(part.Number), part.Row!);
            _segments.RemoveAt(0);
        }
        for (var l = 0; l < _levels.Length; l++)
            await AgeAsync(l);
    }

    private async Task AgeAsync(int level)
    {
        var from = _levels[level];
        var limit = level == 0 ? WindowGrid.Fine : level == 1 ? WindowGrid.Middle : WindowGrid.Keep;
        var named = _head.Value?.Levels?[level].Last ?? -1;
        foreach (var part in from.Segments.TakeWhile(s => s.Number <= named).ToArray())
        {
            if (part.Number > ConsumedOf(level))
            {
                // The open segment waits until it is full, or it would be taken again and again.
                if (!from.IsClosed(part.Number) || clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(part.Span.To) <= limit)
                    break;
                if (level + 1 < _levels.Length)
                {
                    var cells = part.Held ?? await from.ReadAsync(part.Number, from.Consumed) ?? [];
                    await _levels[level + 1].TakeAsync(part.Number, cells, profile, ByBlock);
                }
            }
            await from.DeleteAsync(part.Number);
        }
    }

    /// <summary>Counters of another profile can't be merged with ours: they go, but the numbering of the rows goes on.</summary>
    private async Task DropOtherProfilesAsync()
    {
        if (_newest.Profile != profile)
            await AddSegmentAsync();
        await WriteHeadAsync();
        foreach (var other in _segments.Where(s => s.Profile != profile).ToArray())
        {
            await rows.DeleteAsync(table, SegmentKey(other.Number), other.Row!);
            _segments.Remove(other);
        }
        foreach (var level in _levels.Where(l => l.IsOfOther(profile)))
        {
            foreach (var part in level.Segments.ToArray())
                await level.DeleteAsync(part.Number);
        }
        await WriteHeadAsync();
    }

    /// <summary>Segments of a level up to this one are in the next.</summary>
    private long ConsumedOf(int level) => level + 1 < _levels.Length ? _levels[level + 1].Consumed : -1;

    /// <summary>The newest segment has become one of the old ones.</summary>
    private void ReleaseLast()
    {
        if (large && _segments.Count > 0 && _segments[^1].Profile == profile)
            _segments[^1] = _segments[^1].Release(merge);
    }

    private async Task<List<WindowCell<T>>?> ReadAsync(long number) =>
        (await rows.ReadAsync<TimelineSegment<T>>(table, SegmentKey(number))).Value?.Cells;

    private bool ByBlock(long row) => TotalRows - row <= WindowGrid.RowsByCount;

    private string SegmentKey(long number) => string.Create(CultureInfo.InvariantCulture, $"{key}/{number}");
}
