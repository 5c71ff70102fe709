using ActorMlOps.Statistics.Counters.Folding;

namespace ActorMlOps.Statistics.Counters;

/// <remarks>Floats wait here until a block is full or a reader comes.</remarks>
public sealed partial class ColumnCounters
{
    /// <summary>The instruction set floats are folded with.</summary>
    internal FoldPath FoldPath
    {
        get => Stage.Path;
        set => Stage.Path = value;
    }

    /// <summary>Where floats wait; only for a numeric column that may be written.</summary>
    internal FoldStage Stage => _stage ??= new FoldStage(_bins!);

    private ColumnCounters Settled
    {
        get
        {
            Settle();
            return this;
        }
    }

    /// <summary>Throws unless floats may be staged.</summary>
    internal void CheckFolds()
    {
        CheckWritable();
        if (_bins is null)
            throw new ArgumentException($"Column '{Name}' is categorical; fold only numeric columns, give the others the offset -1.");
    }

    /// <summary>Counts values that were put into <see cref="FoldStage.Free"/>.</summary>
    internal void Staged(int rows)
    {
        if (_stage!.Advance(rows))
            FoldStaged();
    }

    /// <summary>Counts everything that waits.</summary>
    private void Settle()
    {
        if (_stage is null || _stage.IsSettled)
            return;
        if (_stage.Staged > 0)
            FoldStaged();
        _stage.Empty(_counts);
    }

    private void FoldStaged()
    {
        var full = _stage!.Fold(out var block);
        _nan += block.NaN;
        _positiveInfinity += block.PositiveInfinity;
        _negativeInfinity += block.NegativeInfinity;
        _moments.Merge(block.Moments);
        if (full)
            _stage.Empty(_counts);
    }

    private Span<float> FreeOfStage(int length, long at, int stride)
    {
        var free = Stage.Free;
        var left = (length - at + stride - 1) / stride;
        return left < free.Length ? free[..(int)left] : free;
    }
}
