using ActorMlOps.Grains.Monitoring.Detection;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Reads cells in the order in which they were counted, as those do who take each of them once.</summary>
internal sealed partial class TimelineStore<T>
{
    /// <summary>
    /// The cells from a position on, of the newest hour. All are durable, and stay as they are; only the very last one may still grow. Not to be
    /// called while panes are appended.
    /// </summary>
    public async Task<List<(TimelinePosition Position, WindowCell<T> Cell)>> ReadFromAsync(TimelinePosition from)
    {
        var found = new List<(TimelinePosition, WindowCell<T>)>();
        foreach (var part in _segments.ToArray())
        {
            if (part.Number < from.Segment || part.Number <= _levels[0].Consumed)
                continue;
            var cells = part.Number == _segments[^1].Number ? _newest.Cells : part.Held ?? await ReadAsync(part.Number) ?? [];
            for (var i = part.Number == from.Segment ? from.Cell : 0; i < cells.Count; i++)
                found.Add((new(part.Number, i), cells[i]));
        }
        return found;
    }
}
