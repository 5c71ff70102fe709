using System.Buffers;
using System.Runtime.InteropServices;

namespace ActorMlOps.Statistics.Counters.Sorting;

/// <summary>The finite values of a sample, ascending, -0 as +0; in pooled memory until it is disposed.</summary>
internal readonly ref struct SortedSample : IDisposable
{
    private readonly double[] _rented;

    private SortedSample(double[] rented, int count, (int NaN, int Positive, int Negative) apart)
    {
        (_rented, NaN, PositiveInfinity, NegativeInfinity) = (rented, apart.NaN, apart.Positive, apart.Negative);
        Values = rented.AsSpan(0, count);
    }

    public ReadOnlySpan<double> Values { get; }

    public int NaN { get; }

    public int PositiveInfinity { get; }

    public int NegativeInfinity { get; }

    /// <summary>Sorts values of any order; with <paramref name="float32"/> they are rounded to floats first.</summary>
    public static SortedSample Of(ReadOnlySpan<double> values, bool float32)
    {
        var sample = ArrayPool<double>.Shared.Rent(values.Length);
        var buffer = ArrayPool<double>.Shared.Rent(values.Length);
        var count = float32 ? SortNarrow(values, sample, buffer) : SortWide(values, sample, buffer);
        ArrayPool<double>.Shared.Return(buffer);
        var apart = (NaN: 0, Positive: 0, Negative: 0);
        for (var i = 0; i < values.Length && apart.NaN + apart.Positive + apart.Negative < values.Length - count; i++)
            Classify(float32 ? (float)values[i] : values[i], ref apart);
        return new SortedSample(sample, count, apart);
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{double}, bool)"/>
    public static SortedSample Of(ReadOnlySpan<float> values)
    {
        var sample = ArrayPool<double>.Shared.Rent(values.Length);
        var buffer = ArrayPool<double>.Shared.Rent(values.Length);
        var keys = MemoryMarshal.Cast<double, uint>(buffer.AsSpan());
        var count = 0;
        foreach (var x in values)
        {
            keys[count] = Key(x);
            count += float.IsFinite(x) ? 1 : 0;
        }

        Sort(keys[..count], sample);
        ArrayPool<double>.Shared.Return(buffer);
        var apart = (NaN: 0, Positive: 0, Negative: 0);
        for (var i = 0; i < values.Length && apart.NaN + apart.Positive + apart.Negative < values.Length - count; i++)
            Classify(values[i], ref apart);
        return new SortedSample(sample, count, apart);
    }

    public void Dispose() => ArrayPool<double>.Shared.Return(_rented);

    private static void Classify(double x, ref (int NaN, int Positive, int Negative) apart)
    {
        apart.NaN += double.IsNaN(x) ? 1 : 0;
        apart.Positive += double.IsPositiveInfinity(x) ? 1 : 0;
        apart.Negative += double.IsNegativeInfinity(x) ? 1 : 0;
    }

    private static int SortNarrow(ReadOnlySpan<double> values, Span<double> sample, Span<double> buffer)
    {
        var keys = MemoryMarshal.Cast<double, uint>(buffer);
        var count = 0;
        foreach (var value in values)
        {
            var x = (float)value;
            keys[count] = Key(x);
            count += float.IsFinite(x) ? 1 : 0;
        }

        Sort(keys[..count], sample);
        return count;
    }

    /// <summary>Sorts keys, with <paramref name="sample"/> as the buffer, and puts their numbers into it.</summary>
    private static void Sort(Span<uint> keys, Span<double> sample)
    {
        RadixSort.Sort(keys, MemoryMarshal.Cast<double, uint>(sample));
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            var bits = (int)key < 0 ? key ^ 0x8000_0000 : ~key;
            sample[i] = BitConverter.UInt32BitsToSingle(bits);
        }
    }

    private static int SortWide(ReadOnlySpan<double> values, Span<double> sample, Span<double> buffer)
    {
        var keys = MemoryMarshal.Cast<double, ulong>(sample);
        var count = 0;
        foreach (var x in values)
        {
            var bits = BitConverter.DoubleToInt64Bits(x + 0.0);
            keys[count] = (ulong)(bits ^ ((bits >> 63) | long.MinValue));
            count += double.IsFinite(x) ? 1 : 0;
        }

        RadixSort.Sort(keys[..count], MemoryMarshal.Cast<double, ulong>(buffer));
        foreach (ref var key in keys[..count])
            key = (long)key < 0 ? key ^ 0x8000_0000_0000_0000 : ~key;
        return count;
    }

    // Negative numbers have all bits flipped, others the sign: unsigned integers then order as the numbers do. Adding zero folds -0.
    private static uint Key(float x)
    {
        var bits = BitConverter.SingleToInt32Bits(x + 0f);
        return (uint)(bits ^ ((bits >> 31) | int.MinValue));
    }
}
