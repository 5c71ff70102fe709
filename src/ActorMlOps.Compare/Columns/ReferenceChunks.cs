using ActorMlOps.Statistics.Counters;
using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Columns;

/// <summary>
/// Windows of the reference, each of the current file's size and spread evenly over it: what a distance of that size is without drift.
/// </summary>
internal sealed class ReferenceChunks
{
    /// <summary>Of fewer chunks no deviation is drawn; the mode then uses its constant threshold.</summary>
    private const int Fewest = 3;

    private const int Most = 30;
    private const long MostBytes = 256L << 20;

    private readonly WindowCounters[] _windows;
    private readonly long _rows;
    private readonly long _step;
    private RowFolder? _folder;
    private long _row;

    private ReferenceChunks(ReferenceProfile profile, int count, long rows)
    {
        _windows = [.. Enumerable.Range(0, count).Select(_ => new WindowCounters(profile))];
        (_rows, _step) = (rows, profile.Rows / count);
    }

    public IReadOnlyList<WindowCounters> Windows => _windows;

    /// <summary>Null: the reference is too short for chunks of that many rows.</summary>
    public static ReferenceChunks? Of(ReferenceProfile profile, long rows)
    {
        var bytes = 8 * Math.Max(1, profile.Columns.Sum(column => (long)column.Reference.Counts.Length));
        var count = Math.Min(rows == 0 ? 0 : profile.Rows / rows, Math.Min(Most, Math.Max(Fewest, MostBytes / bytes)));
        return count < Fewest ? null : new(profile, (int)count, rows);
    }

    /// <summary>The next rows of the reference.</summary>
    public void Add(TableChunk chunk, IReadOnlyList<ComparedColumn> columns, bool decimalCommas)
    {
        _folder ??= new RowFolder(columns, decimalCommas);
        for (var at = 0; at < chunk.Table.Rows;)
        {
            var index = _row / _step;
            var within = _row % _step;
            var left = chunk.Table.Rows - at;
            var counted = index < _windows.Length && within < _rows;
            var end = index >= _windows.Length ? long.MaxValue : counted ? _rows - within : _step - within;
            var count = (int)Math.Min(left, end);
            if (counted)
                _folder.Fold(chunk, at, count, _windows[index]);
            at += count;
            _row += count;
        }
    }
}
