using System.Globalization;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// One resolution of a timeline: a chain of segments in the order in which their cells came. Cells come from the finer level, a segment at a
/// time, in the same write as the mark that they came; only then does the finer level let go of them. So whatever breaks off, each cell counts
/// in exactly one level.
/// </summary>
/// <param name="hopSeconds">Width of its cells.</param>
/// <param name="keep">What of its segments is kept in memory.</param>
internal sealed class TimelineLevel<T>(RowStore rows, string table, string key, int hopSeconds, TimelineKeep keep, Func<T, T, T> merge)
{
    private readonly List<TimelinePart<T>> _segments = [];
    private long _next;

    /// <summary>See <see cref="TimelineSegment{T}.Consumed"/>.</summary>
    public long Consumed { get; private set; } = -1;

    /// <summary>What it has, oldest first.</summary>
    public IEnumerable<TimelinePart<T>> Segments => _segments;

    public TimelineLevelHead Head => _segments.Count == 0
        ? new(_next, _next - 1, [])
        : new(_segments[0].Number, _segments[^1].Number, ReadsAtStart ? [] : [.. _segments.SkipLast(1).Select(s => s.Span)]);

    private bool ReadsAtStart => keep is TimelineKeep.Cells or TimelineKeep.Sums;

    /// <param name="profile">Cells of another one are not added up: they can't be, and will be dropped.</param>
    public async Task LoadAsync(TimelineLevelHead? head, string profile)
    {
        _segments.Clear();
        var known = (head?.Closed ?? []).ToDictionary(s => s.Number);
        var (first, last) = (head?.First ?? 0, head?.Last ?? -1);
        // The head is written after a new segment: there may be more than it knows.
        for (_next = first; ; _next++)
        {
            if (known.TryGetValue(_next, out var span) && !ReadsAtStart)
            {
                _segments.Add(TimelinePart<T>.Unread(span));
                continue;
            }
            var row = await rows.ReadAsync<TimelineSegment<T>>(table, KeyOf(_next));
            if (row.Value is { } segment)
            {
                Close();
                Consumed = Math.Max(Consumed, segment.Consumed);
                var part = TimelinePart<T>.Of(_next, row);
                _segments.Add(segment.Profile == profile ? Kept(part) : part);
            }
            else if (_next > last)
            {
                break;
            }
        }
    }

    /// <summary>Takes the cells of a segment of the finer level.</summary>
    /// <param name="byBlock">Whether a window by count may still ask for that row.</param>
    public async Task TakeAsync(long number, IEnumerable<WindowCell<T>> cells, string profile, Func<long, bool> byBlock)
    {
        var open = _segments.Count > 0 && _segments[^1].Cells < WindowGrid.CellsPerSegment ? _segments[^1] : null;
        var row = open?.Row ?? Row<TimelineSegment<T>>.None;
        if (open is { Held: null })
            row = await rows.ReadAsync<TimelineSegment<T>>(table, KeyOf(open.Number));
        var merged = new List<WindowCell<T>>(row.Value?.Cells ?? []);
        foreach (var cell in cells)
            Timeline.Add(merged, cell, hopSeconds, byBlock(cell.FirstRow), merge);
        var segment = new TimelineSegment<T> { Cells = merged, Profile = profile, Consumed = number };
        var at = open?.Number ?? _next;
        var written = await rows.WriteAsync(table, KeyOf(at), row, segment);
        if (open is null)
        {
            Close();
            _next++;
        }
        else
        {
            _segments.RemoveAt(_segments.Count - 1);
        }
        _segments.Add(Kept(TimelinePart<T>.Of(at, written)));
        Consumed = number;
    }

    /// <param name="consumed">What <see cref="Consumed"/> was when the segments were listed.</param>
    /// <returns>Null: it has got more cells since, or is gone, because the coarser level took it.</returns>
    public async Task<List<WindowCell<T>>?> ReadAsync(long number, long consumed)
    {
        var row = await rows.ReadAsync<TimelineSegment<T>>(table, KeyOf(number));
        if (row.Value is { } segment)
            return segment.Consumed > consumed ? null : segment.Cells;
        return _segments.Exists(s => s.Number == number) ? [] : null;
    }

    /// <summary>Whether its counters are of another profile.</summary>
    public bool IsOfOther(string profile) => _segments.Exists(s => s.Row is not null && s.Profile != profile);

    /// <summary>Whether a segment gets no more cells.</summary>
    public bool IsClosed(long number) => number != _segments[^1].Number || _segments[^1].Cells >= WindowGrid.CellsPerSegment;

    public async Task DeleteAsync(long number)
    {
        var index = _segments.FindIndex(s => s.Number == number);
        var row = _segments[index].Row ?? await rows.ReadAsync<TimelineSegment<T>>(table, KeyOf(number));
        if (row.ETag is not null)
            await rows.DeleteAsync(table, KeyOf(number), row);
        _segments.RemoveAt(index);
    }

    private TimelinePart<T> Kept(TimelinePart<T> part) => keep switch
    {
        TimelineKeep.Sums => part.Release(merge),
        TimelineKeep.Nothing => part.Release(null),
        _ => part,
    };

    private void Close()
    {
        if (keep == TimelineKeep.Open && _segments.Count > 0)
            _segments[^1] = _segments[^1] with { Row = null };
    }

    private string KeyOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{key}/{hopSeconds}s/{number}");
}
