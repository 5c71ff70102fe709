using ActorMlOps.Statistics.Counters.Folding;
using ActorMlOps.Statistics.Counters.Sorting;

namespace ActorMlOps.Statistics.Counters;

public sealed partial class ColumnCounters
{
    // A block's numbers stay in the first-level cache (2 KB) between counting and the moments.
    private const int Block = FoldKernel.BlockRows;

    /// <summary>
    /// Counts the values at 0, <paramref name="stride"/>, 2 <paramref name="stride"/>...: one column of a row-major batch is
    /// the batch sliced at the column, with the row's length as stride. For several columns of a batch see <see cref="RowFold"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stride"/> is below 1.</exception>
    public void AddColumn(ReadOnlySpan<float> values, int stride = 1)
    {
        CheckColumn(stride);
        if (_bins is null)
        {
            for (long i = 0; i < values.Length; i += stride)
                Add((double)values[(int)i]);
            return;
        }

        for (long i = 0; i < values.Length;)
        {
            var free = FreeOfStage(values.Length, i, stride);
            if (stride == 1)
            {
                values.Slice((int)i, free.Length).CopyTo(free);
                i += free.Length;
            }
            else
            {
                foreach (ref var place in free)
                    (place, i) = (values[(int)i], i + stride);
            }

            Staged(free.Length);
        }
    }

    /// <inheritdoc cref="AddColumn(ReadOnlySpan{float}, int)"/>
    public void AddColumn(ReadOnlySpan<double> values, int stride = 1)
    {
        CheckColumn(stride);
        if (_bins is { Float32: true })
        {
            for (long i = 0; i < values.Length;)
            {
                var free = FreeOfStage(values.Length, i, stride);
                foreach (ref var place in free)
                    (place, i) = ((float)values[(int)i], i + stride);
                Staged(free.Length);
            }

            return;
        }

        Span<double> block = stackalloc double[Block];
        var filled = 0;
        for (long i = 0; i < values.Length; i += stride)
        {
            var x = values[(int)i];
            // One test for the usual case; NaN and the infinities are told apart only when there is one.
            if (_bins is not null && double.IsFinite(x))
                block[filled++] = x;
            else
                Add(x);
            if (filled == Block)
                Flush(block, ref filled);
        }

        Flush(block[..filled], ref filled);
    }

    /// <inheritdoc cref="AddColumn(ReadOnlySpan{float}, int)"/>
    public void AddColumn(ReadOnlySpan<long> values, int stride = 1)
    {
        CheckColumn(stride);
        if (_bins is { Float32: true })
        {
            for (long i = 0; i < values.Length;)
            {
                var free = FreeOfStage(values.Length, i, stride);
                foreach (ref var place in free)
                    (place, i) = (values[(int)i], i + stride);
                Staged(free.Length);
            }

            return;
        }

        Span<double> block = stackalloc double[Block];
        var filled = 0;
        for (long i = 0; i < values.Length; i += stride)
        {
            if (_bins is null)
                AddIntegerCategory(values[(int)i]);
            else
                block[filled++] = values[(int)i];
            if (filled == Block)
                Flush(block, ref filled);
        }

        Flush(block[..filled], ref filled);
    }

    /// <summary>Counts a sample sorted as values of this column's precision: bins are found between places, not value by value.</summary>
    internal void AddSorted(in SortedSample sample)
    {
        CheckWritable();
        var values = sample.Values;
        var edges = _bins!.Edges;
        var from = 0;
        for (var bin = 0; bin < edges.Length; bin++)
        {
            var to = FirstAtOrAbove(values, edges[bin], from);
            _counts[bin] += to - from;
            from = to;
        }

        _counts[^1] += values.Length - from;
        _nan += sample.NaN;
        _positiveInfinity += sample.PositiveInfinity;
        _negativeInfinity += sample.NegativeInfinity;
        for (; values.Length > Block; values = values[Block..])
            _moments.Add(values[..Block]);
        _moments.Add(values);
    }

    /// <summary>Steps that double, then a binary search: the cost is the logarithm of the distance.</summary>
    private static int FirstAtOrAbove(ReadOnlySpan<double> sorted, double edge, int from)
    {
        var step = 1;
        while (from + step <= sorted.Length && sorted[from + step - 1] < edge)
        {
            from += step;
            step *= 2;
        }

        for (var to = int.Min(from + step, sorted.Length); from < to;)
        {
            var middle = from + ((to - from) / 2);
            if (sorted[middle] < edge)
                from = middle + 1;
            else
                to = middle;
        }

        return from;
    }

    private void CheckColumn(int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        CheckWritable();
    }

    private void Flush(ReadOnlySpan<double> block, ref int filled)
    {
        if (block.IsEmpty)
            return;
        _bins!.CountInto(block, _counts);
        _moments.Add(block);
        filled = 0;
    }
}
