using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>
/// Outliers and repeats among the rows of an open pane. Rows are counted in 1,024 buckets by their coarse hash; those in a bucket with at least one
/// in twenty of the pane's rows, and at least <see cref="LeastAlike"/>, are repeats: rows that differ spread too thinly for that. 4 KB, whatever comes.
/// </summary>
internal sealed class PaneSigns(OutlierRule? rule)
{
    private const uint Buckets = 1_024;
    private const int LeastAlike = 20;

    private readonly int[] _buckets = new int[Buckets];
    private int _rows;

    public long Outliers { get; private set; }

    public long Repeats
    {
        get
        {
            var least = Math.Max(LeastAlike, (_rows + 19) / 20);
            var repeats = 0L;
            foreach (var rows in _buckets)
                repeats += rows >= least ? rows : 0;
            return repeats;
        }
    }

    public void Add(RowSigns signs)
    {
        foreach (var hash in signs.Hashes)
            _buckets[hash % Buckets]++;
        _rows += signs.Hashes.Length;
        if (rule is null)
            return;
        foreach (var beyond in signs.Beyond)
            Outliers += beyond >= rule.Least ? 1 : 0;
    }

    public void Clear()
    {
        (_rows, Outliers) = (0, 0);
        Array.Clear(_buckets);
    }
}
