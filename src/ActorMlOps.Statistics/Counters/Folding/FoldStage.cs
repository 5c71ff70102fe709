using System.Runtime.InteropServices;

namespace ActorMlOps.Statistics.Counters.Folding;

/// <summary>
/// Where the floats of one column wait until a block is full, and 16-bit counters, half as much cache, that are emptied into
/// the 64-bit ones when somebody reads or they could overflow. So a row costs the same whether it comes alone or in a batch of hundreds.
/// </summary>
internal sealed class FoldStage(NumericBins bins)
{
    // A block adds at most 256 to a counter.
    private const int MostPending = ushort.MaxValue - FoldKernel.BlockRows;

    private readonly FoldTable _table = bins.FoldTable;
    private readonly float[] _values = new float[FoldKernel.BlockRows];
    private readonly ushort[] _counts = new ushort[(bins.FoldTable.Lines * FoldTable.LineEdges) + 1];
    private int _pending;

    /// <summary>Values that wait.</summary>
    public int Staged { get; private set; }

    /// <summary>The values that wait.</summary>
    public ReadOnlySpan<float> Waiting => _values.AsSpan(0, Staged);

    /// <summary>True if nothing waits to be read.</summary>
    public bool IsSettled => Staged == 0 && _pending == 0;

    /// <summary>True if nothing was folded that was not read yet.</summary>
    public bool IsUnfolded => _pending == 0;

    public FoldPath Path { get; set; } = FoldKernel.Best;

    /// <summary>Places of values not yet staged, at least 1.</summary>
    public Span<float> Free => _values.AsSpan(Staged);

    internal ref float FreeReference => ref MemoryMarshal.GetArrayDataReference(_values);

    /// <summary>Says that the next <paramref name="rows"/> places of <see cref="Free"/> are filled; true if the block is full.</summary>
    public bool Advance(int rows)
    {
        Staged += rows;
        return Staged == FoldKernel.BlockRows;
    }

    /// <summary>Folds what waits; true if the counters must be read before the next block.</summary>
    public bool Fold(out FoldedBlock block)
    {
        block = FoldKernel.Fold(Path, _table, _values, Staged, _counts);
        _pending += Staged;
        Staged = 0;
        return _pending >= MostPending;
    }

    /// <summary>Moves the counts by bin to <paramref name="counts"/>.</summary>
    public void Empty(Span<long> counts)
    {
        if (_pending == 0)
            return;
        for (var i = 0; i < counts.Length; i++)
            counts[i] += _counts[i];
        Clear();
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Staged = 0;
        if (_pending != 0)
            Array.Clear(_counts);
        _pending = 0;
    }
}
