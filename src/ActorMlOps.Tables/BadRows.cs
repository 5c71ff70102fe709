namespace ActorMlOps.Tables;

/// <summary>Rows that could not be read, and why: the first thing that is wrong with each.</summary>
internal sealed class BadRows
{
    private Dictionary<int, string> _reasons = [];

    public void Add(int row, TableFormatException reason) => _reasons.TryAdd(row, reason.Message);

    /// <summary>Those among the first <paramref name="rows"/>, which are then forgotten: what follows is counted from there.</summary>
    public IReadOnlyDictionary<int, string> Take(int rows)
    {
        if (_reasons.Count == 0)
            return TableChunk.NoBadRows;
        var taken = _reasons;
        _reasons = [];
        foreach (var (row, reason) in taken)
        {
            if (row >= rows && taken.Remove(row))
                _reasons.Add(row - rows, reason);
        }
        return taken;
    }
}
