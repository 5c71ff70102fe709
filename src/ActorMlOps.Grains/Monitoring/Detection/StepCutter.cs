namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>
/// Cuts a timeline into steps, in the order in which it counted. A step ends where a later hop begins, once it has <see cref="LeastRows"/> rows or
/// is an hour long; the last one also when its hop is over and nothing has followed. Rows of an earlier hop that come late are of the step at hand:
/// so whatever was sent together or again, the same panes in the same order make the same steps.
/// </summary>
/// <param name="sizes">Cells of each column.</param>
/// <param name="at">Where the open step begins.</param>
/// <param name="newest">The newest hop before it.</param>
internal sealed class StepCutter(int[] sizes, TimelinePosition at, long newest)
{
    /// <summary>Fewer say little about ten cells, and cost as much time.</summary>
    public const int LeastRows = 100;

    /// <summary>So long the cells of an open step are surely kept as they came.</summary>
    private const long LongestSeconds = 3_600;

    /// <summary>Panes of a hop come within this time, unless something is wrong.</summary>
    private const long GraceSeconds = 30;

    private long[][] _counts = Empty(sizes);
    private long _rows;
    private long _from = long.MaxValue;
    private long _top = newest;
    private long _seconds;

    /// <summary>Where the open step begins: all before it is in steps.</summary>
    public TimelinePosition At { get; private set; } = at;

    /// <summary>The newest hop before the open step.</summary>
    public long Newest { get; private set; } = newest;

    /// <summary>Ends with this hop at the latest, for now.</summary>
    private bool IsFull => _rows > 0 && _seconds > 0 && (_rows >= LeastRows || _top - _from >= LongestSeconds);

    /// <summary>Adds a cell.</summary>
    /// <param name="position">Where the cell is.</param>
    /// <param name="fold">Adds its counts, by column.</param>
    /// <returns>The step that it ended; null: none.</returns>
    public DetectorStep? Add(TimelinePosition position, long hop, long rows, Action<long[][]> fold)
    {
        var ended = hop > _top && IsFull ? End(position) : null;
        if (hop > _top)
        {
            _top = hop;
            _seconds += WindowGrid.HopSeconds;
        }
        _from = Math.Min(_from, hop);
        _rows += rows;
        fold(_counts);
        return ended;
    }

    /// <summary>Whether the last hop is over, with all that was sent of it.</summary>
    /// <param name="hop">Of the timeline's last cell.</param>
    public static bool IsOver(long hop, DateTimeOffset now) => now.ToUnixTimeSeconds() >= hop + WindowGrid.HopSeconds + GraceSeconds;

    /// <summary>Ends the open step if it may end.</summary>
    /// <param name="next">Behind the timeline's last cell.</param>
    public DetectorStep? EndIfFull(TimelinePosition next) => IsFull ? End(next) : null;

    private DetectorStep End(TimelinePosition next)
    {
        var step = new DetectorStep(new(_from, _top + WindowGrid.HopSeconds, _seconds), _rows, _counts);
        (At, Newest) = (next, _top);
        (_counts, _rows, _from, _seconds) = (Empty(sizes), 0, long.MaxValue, 0);
        return step;
    }

    private static long[][] Empty(int[] sizes) => Array.ConvertAll(sizes, size => new long[size]);
}
