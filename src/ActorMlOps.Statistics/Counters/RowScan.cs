using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorMlOps.Statistics.Counters;

/// <summary>
/// Passes over the rows of a row-major batch of floats once: how many values of each row lie in the tails of their columns, and a coarse hash of
/// the row. Immutable, no allocation.
/// </summary>
/// <remarks>
/// The hash takes sign, exponent and the six highest bits of the fraction of each value, so rows whose values differ by less than about one percent
/// mostly share it. Two rows that differ share it with a chance of about 2^-32. Cost: two comparisons, a shift, a multiplication and an addition a
/// value, as many at once as a vector holds.
/// </remarks>
public sealed class RowScan
{
    private const int DroppedBits = 17;

    private readonly float[] _low;
    private readonly float[] _high;
    private readonly uint[] _factors;

    /// <summary>Binds to a layout.</summary>
    /// <param name="rowLength">Floats in a row, at least 1.</param>
    /// <param name="bounds">Of each place in the row; <see cref="TailBounds.None"/> for those that are not watched.</param>
    /// <exception cref="ArgumentException">Other than one for each place.</exception>
    public RowScan(int rowLength, ReadOnlySpan<TailBounds> bounds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowLength, 1);
        if (bounds.Length != rowLength)
            throw new ArgumentException($"{bounds.Length} bounds for rows of {rowLength} floats; give one for each place.", nameof(bounds));
        (_low, _high, _factors) = (new float[rowLength], new float[rowLength], new uint[rowLength]);
        var state = 0x9E3779B9u;
        for (var i = 0; i < rowLength; i++)
        {
            (_low[i], _high[i]) = ((float)bounds[i].Low, (float)bounds[i].High);
            state = (state * 0x2C1B3C6Du) + 0x297A2D39u;
            _factors[i] = Mix(state) | 1;
        }
    }

    /// <summary>Floats in a row.</summary>
    public int RowLength => _low.Length;

    /// <summary>Adds to the signs of rows, so that several inputs may be passed over one after the other.</summary>
    /// <param name="values">Whole rows.</param>
    /// <param name="beyond">By row: values in tails, at most 65,535.</param>
    /// <param name="hashes">By row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Add(ReadOnlySpan<float> values, Span<ushort> beyond, Span<uint> hashes)
    {
        if (values.Length != beyond.Length * (long)RowLength || hashes.Length != beyond.Length)
            throw new ArgumentException($"{values.Length} floats are not {beyond.Length} rows of {RowLength}.", nameof(values));
        for (var r = 0; r < beyond.Length; r++)
        {
            var row = values.Slice(r * RowLength, RowLength);
            var (count, sum) = Scan(row);
            beyond[r] = (ushort)int.Min(ushort.MaxValue, beyond[r] + count);
            hashes[r] = Join(hashes[r], sum);
        }
    }

    /// <summary>What the hash takes of a value: sign, exponent and the six highest bits of the fraction.</summary>
    public static uint Coarse(float value) => BitConverter.SingleToUInt32Bits(value) >> DroppedBits;

    /// <summary>The hash of a row with another part of it.</summary>
    public static uint Join(uint hash, uint part) => Mix((hash * 0x85EBCA6Bu) + part);

    /// <summary>Spreads the bits of a hash.</summary>
    public static uint Mix(uint x)
    {
        x = (x ^ (x >> 16)) * 0x7FEB352Du;
        x = (x ^ (x >> 15)) * 0x846CA68Bu;
        return x ^ (x >> 16);
    }

    private (int Beyond, uint Sum) Scan(ReadOnlySpan<float> row)
    {
        var (i, count, sum) = (0, 0, 0u);
        if (row.Length >= Vector<float>.Count)
        {
            var (counts, sums) = (Vector<int>.Zero, Vector<uint>.Zero);
            for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var x = new Vector<float>(row[i..]);
                // A comparison that holds is -1.
                counts -= Vector.LessThan(x, new Vector<float>(_low, i)) | Vector.GreaterThanOrEqual(x, new Vector<float>(_high, i));
                sums += (Vector.AsVectorUInt32(x) >> DroppedBits) * new Vector<uint>(_factors, i);
            }

            (count, sum) = (Vector.Sum(counts), Vector.Sum(sums));
        }

        var bits = MemoryMarshal.Cast<float, uint>(row);
        for (; i < row.Length; i++)
        {
            count += row[i] < _low[i] | row[i] >= _high[i] ? 1 : 0;
            sum += (bits[i] >> DroppedBits) * _factors[i];
        }

        return (count, sum);
    }
}
