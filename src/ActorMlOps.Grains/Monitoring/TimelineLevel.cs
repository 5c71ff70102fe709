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
/// <param name="held">Whether all its segments are kept in memory; else only the open one is, and the others are read for a report.</param>
internal sealed class TimelineLevel<T>(RowStore rows, string table, string key, int hopSeconds, bool held, Func<T, T, T> merge)
{
    private readonly List<(TimelineSpan Span, Row<TimelineSegment<T>>? Row)> _segments = [];
    private long _next;

    /// <summary>See <see cref="TimelineSegment{T}.Consumed"/>.</summary>
    public long Consumed { get; private set; } = -1;

    /// <summary>What it has, oldest first; null: the cells of that one are read from the store.</summary>
    public IEnumerable<(TimelineSpan Span, List<WindowCell<T>>? Cells)> Segments => _segments.Select(s => (s.Span, s.Row?.Value?.Cells));

    public TimelineLevelHead Head => _segments.Count == 0
        ? new(_next, _next - 1, [])
        : new(_segments[0].Span.Number, _segments[^1].Span.Number, held ? [] : [.. _segments.SkipLast(1).Select(s => s.Span)]);

    public async Task LoadAsync(TimelineLevelHead? head)
    {
        _segments.Clear();
        var known = (head?.Closed ?? []).ToDictionary(s => s.Number);
        var (first, last) = (head?.First ?? 0, head?.Last ?? -1);
        // The head is written after a new segment: there may be more than it knows.
        for (_next = first; ; _next++)
        {
            if (known.TryGetValue(_next, out var span))
            {
                _segments.Add((span, null));
                continue;
            }
            var row = await rows.ReadAsync<TimelineSegment<T>>(table, KeyOf(_next));
            if (row.Value is { } segment)
            {
                Close();
                Consumed = Math.Max(Consumed, segment.Consumed);
                _segments.Add((TimelineSpan.Of(_next, segment.Cells), row));
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
        var open = _segments.Count > 0 && _segments[^1].Row is { Value: { } value } && value.Cells.Count < WindowGrid.CellsPerSegment ? value : null;
        var merged = new List<WindowCell<T>>(open?.Cells ?? []);
        foreach (var cell in cells)
            Timeline.Add(merged, cell, hopSeconds, byBlock(cell.FirstRow), merge);
        var segment = new TimelineSegment<T> { Cells = merged, Profile = profile, Consumed = number };
        var at = open is null ? _next : _segments[^1].Span.Number;
        var row = await rows.WriteAsync(table, KeyOf(at), open is null ? Row<TimelineSegment<T>>.None : _segments[^1].Row!, segment);
        if (open is null)
        {
            Close();
            _next++;
        }
        else
        {
            _segments.RemoveAt(_segments.Count - 1);
        }
        _segments.Add((TimelineSpan.Of(at, merged), row));
        Consumed = number;
    }

    /// <summary>Null: it is gone by now, since the coarser level took it.</summary>
    public async Task<List<WindowCell<T>>?> ReadAsync(long number)
    {
        var row = await rows.ReadAsync<TimelineSegment<T>>(table, KeyOf(number));
        return row.Value?.Cells ?? (_segments.Exists(s => s.Span.Number == number) ? [] : null);
    }

    /// <summary>Whether its counters are of another profile.</summary>
    public bool IsOfOther(string profile) => _segments.Exists(s => s.Row?.Value is { } segment && segment.Profile != profile);

    /// <summary>Whether a segment gets no more cells.</summary>
    public bool IsClosed(long number) => number != _segments[^1].Span.Number || _segments[^1].Row!.Value!.Cells.Count >= WindowGrid.CellsPerSegment;

    public async Task DeleteAsync(long number)
    {
        var index = _segments.FindIndex(s => s.Span.Number == number);
        var row = _segments[index].Row ?? await rows.ReadAsync<TimelineSegment<T>>(table, KeyOf(number));
        if (row.ETag is not null)
            await rows.DeleteAsync(table, KeyOf(number), row);
        _segments.RemoveAt(index);
    }

    private void Close()
    {
        if (!held && _segments.Count > 0)
            _segments[^1] = (_segments[^1].Span, null);
    }

    private string KeyOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{key}/{hopSeconds}s/{number}");
}
