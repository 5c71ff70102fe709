using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ActorMlOps.Statistics.Counters.Folding;

namespace ActorMlOps.Statistics.Counters;

/// <summary>
/// Folds row-major batches of floats (a model's input tensor) into the counters of the columns that are watched. Bound to
/// one row layout; immutable, so one serves any number of windows and threads (each window by one thread at a time).
/// </summary>
/// <remarks>
/// Same counts as <see cref="ColumnCounters.AddColumn(ReadOnlySpan{float}, int)"/> column by column, and no allocation after the
/// first batch of a window. Rows are transposed into each column's block of 256 and folded when the block is full, or when
/// the column is read; so rows may come one at a time at the price of a batch.
/// </remarks>
public sealed class RowFold
{
    // Rows are read again for every four columns: 256 of them stay in the first or second cache meanwhile.
    private const int ChunkRows = FoldKernel.BlockRows;

    private readonly int[] _offsets;
    private readonly (int Column, int Offset)[] _quads;
    private readonly (int Column, int Offset)[] _singles;

    /// <summary>Binds to a layout.</summary>
    /// <param name="rowLength">Floats in a row, at least 1.</param>
    /// <param name="offsets">
    /// For every column of the window, in its order: the position of its value in the row, 0 to <paramref name="rowLength"/> - 1, or -1
    /// if it is not in this row (or not numeric).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The row is empty, or an offset is outside it.</exception>
    public RowFold(int rowLength, params ReadOnlySpan<int> offsets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowLength, 1);
        foreach (var offset in offsets)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(offset, -1, nameof(offsets));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, rowLength, nameof(offsets));
        }

        (RowLength, _offsets) = (rowLength, offsets.ToArray());
        var (quads, singles) = (new List<(int, int)>(), new List<(int, int)>());
        for (var c = 0; c < _offsets.Length; c++)
        {
            if (_offsets[c] < 0)
                continue;
            if (!IsQuad(c))
            {
                singles.Add((c, _offsets[c]));
                continue;
            }

            quads.Add((c, _offsets[c]));
            c += 3;
        }

        (_quads, _singles) = ([.. quads], [.. singles]);
    }

    /// <summary>Floats in a row.</summary>
    public int RowLength { get; }

    /// <summary>Counts the values of whole rows; the window's own row count is not touched.</summary>
    /// <param name="rows">A multiple of <see cref="RowLength"/> floats.</param>
    /// <param name="columns">The counters, one for every offset given to the constructor; those beyond are left alone.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a column is categorical; nothing is counted then.</exception>
    /// <exception cref="InvalidOperationException">A column is the reference of a profile.</exception>
    public void Add(ReadOnlySpan<float> rows, IReadOnlyList<ColumnCounters> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (rows.Length % RowLength != 0)
            throw new ArgumentException($"{rows.Length} floats are no whole rows of {RowLength}; give whole rows.", nameof(rows));
        if (columns.Count < _offsets.Length)
        {
            throw new ArgumentException(
                $"{columns.Count} columns of counters for a row layout of {_offsets.Length}; give one for every offset.", nameof(columns));
        }

        foreach (var (column, _) in _quads)
        {
            for (var c = column; c < column + 4; c++)
                columns[c].CheckFolds();
        }

        foreach (var (column, _) in _singles)
            columns[column].CheckFolds();

        for (var from = 0; from < rows.Length; from += ChunkRows * RowLength)
        {
            var chunk = rows.Slice(from, int.Min(ChunkRows * RowLength, rows.Length - from));
            foreach (var (column, offset) in _quads)
                AddFour(chunk, offset, columns[column], columns[column + 1], columns[column + 2], columns[column + 3]);
            foreach (var (column, offset) in _singles)
                columns[column].AddColumn(chunk[offset..], RowLength);
        }
    }

    private bool IsQuad(int c)
    {
        for (var i = 1; i < 4; i++)
        {
            if (c + i >= _offsets.Length || _offsets[c + i] != _offsets[c] + i)
                return false;
        }

        return true;
    }

    private void AddFour(ReadOnlySpan<float> chunk, int offset, ColumnCounters a, ColumnCounters b, ColumnCounters c, ColumnCounters d)
    {
        for (var (row, rows) = (0, chunk.Length / RowLength); row < rows;)
        {
            var (sa, sb, sc, sd) = (a.Stage, b.Stage, c.Stage, d.Stage);
            var most = int.Max(int.Max(sa.Staged, sb.Staged), int.Max(sc.Staged, sd.Staged));
            var count = int.Min(rows - row, FoldKernel.BlockRows - most);
            Transpose(chunk[((row * RowLength) + offset)..], RowLength, count, sa.Free, sb.Free, sc.Free, sd.Free);
            a.Staged(count);
            b.Staged(count);
            c.Staged(count);
            d.Staged(count);
            row += count;
        }
    }

    /// <summary>Four neighbouring columns of <paramref name="rows"/> rows, eight rows at a time.</summary>
    private static void Transpose(
        ReadOnlySpan<float> values, int stride, int rows, Span<float> a, Span<float> b, Span<float> c, Span<float> d)
    {
        // One check for all accesses below: the last row's four values and the last place of each column.
        _ = values[((rows - 1) * stride) + 3];
        _ = (a[rows - 1], b[rows - 1], c[rows - 1], d[rows - 1]);
        ref var from = ref MemoryMarshal.GetReference(values);
        var row = 0;
        if (Avx.IsSupported)
        {
            for (; row + 8 <= rows; row += 8)
            {
                ref var first = ref Unsafe.Add(ref from, row * stride);
                var r0 = Pair(ref first, 0, 4, stride);
                var r1 = Pair(ref first, 1, 5, stride);
                var r2 = Pair(ref first, 2, 6, stride);
                var r3 = Pair(ref first, 3, 7, stride);
                var (lo01, hi01) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1));
                var (lo23, hi23) = (Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
                var place = (nuint)row;
                Avx.Shuffle(lo01, lo23, 0b01_00_01_00).StoreUnsafe(ref MemoryMarshal.GetReference(a), place);
                Avx.Shuffle(lo01, lo23, 0b11_10_11_10).StoreUnsafe(ref MemoryMarshal.GetReference(b), place);
                Avx.Shuffle(hi01, hi23, 0b01_00_01_00).StoreUnsafe(ref MemoryMarshal.GetReference(c), place);
                Avx.Shuffle(hi01, hi23, 0b11_10_11_10).StoreUnsafe(ref MemoryMarshal.GetReference(d), place);
            }
        }

        for (; row < rows; row++)
        {
            var four = Vector128.LoadUnsafe(ref from, (nuint)(row * stride));
            (a[row], b[row], c[row], d[row]) = (four[0], four[1], four[2], four[3]);
        }
    }

    private static Vector256<float> Pair(ref float first, int low, int high, int stride) => Vector256.Create(
        Vector128.LoadUnsafe(ref first, (nuint)(low * stride)),
        Vector128.LoadUnsafe(ref first, (nuint)(high * stride)));
}
