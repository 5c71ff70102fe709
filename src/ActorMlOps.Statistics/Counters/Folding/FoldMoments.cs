using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorMlOps.Statistics.Counters.Folding;

/// <summary>Power sums of a block about a shift, in doubles, with minimum and maximum. Error bound: <see cref="FoldKernel"/>.</summary>
internal static unsafe class FoldMoments
{
    /// <summary>
    /// Moments of <paramref name="count"/> values about the first, which is the shift; the others in the block equal it. False, and no
    /// moments, where a value is not finite: no sum of finite floats overflows a double.
    /// </summary>
    public static bool TryTake512(float* x, int n, int count, out Moments moments)
    {
        var shift = x[0];
        var center = Vector512.Create((double)shift);
        var (min, max) = (Vector512.Create(shift), Vector512.Create(shift));
        var (s1, s2, s3, s4) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        var (t1, t2, t3, t4) = (s1, s2, s3, s4);
        for (var i = 0; i < n; i += 16)
        {
            var v = Vector512.Load(x + i);
            (min, max) = (Vector512.MinNative(min, v), Vector512.MaxNative(max, v));
            var (low, high) = Vector512.Widen(v);
            var d = low - center;
            var e = high - center;
            var (dd, ee) = (d * d, e * e);
            s1 += d;
            t1 += e;
            s2 += dd;
            t2 += ee;
            s3 = Vector512.FusedMultiplyAdd(dd, d, s3);
            t3 = Vector512.FusedMultiplyAdd(ee, e, t3);
            s4 = Vector512.FusedMultiplyAdd(dd, dd, s4);
            t4 = Vector512.FusedMultiplyAdd(ee, ee, t4);
        }

        moments = default;
        var fourth = Vector512.Sum(s4 + t4);
        if (!double.IsFinite(fourth))
            return false;
        float least = shift, most = shift;
        for (var i = 0; i < Vector512<float>.Count; i++)
            (least, most) = (Math.Min(least, min[i]), Math.Max(most, max[i]));
        moments = Moments.OfPowerSums(
            count, shift, Vector512.Sum(s1 + t1), Vector512.Sum(s2 + t2), Vector512.Sum(s3 + t3), fourth, least, most);
        return true;
    }

    /// <summary>As <see cref="TryTake512"/>, with the vectors of any machine.</summary>
    public static bool TryTake(ReadOnlySpan<float> values, int count, out Moments moments)
    {
        var shift = values[0];
        var center = new Vector<double>(shift);
        Vector<float> min = new(shift), max = min;
        Vector<double> s1 = Vector<double>.Zero, s2 = s1, s3 = s1, s4 = s1, t1 = s1, t2 = s1, t3 = s1, t4 = s1;
        // Blocks are multiples of 16 values, so no value is left over.
        foreach (var v in MemoryMarshal.Cast<float, Vector<float>>(values))
        {
            (min, max) = (Vector.MinNative(min, v), Vector.MaxNative(max, v));
            Vector.Widen(v, out var low, out var high);
            var d = low - center;
            var e = high - center;
            var (dd, ee) = (d * d, e * e);
            s1 += d;
            t1 += e;
            s2 += dd;
            t2 += ee;
            s3 = Vector.FusedMultiplyAdd(dd, d, s3);
            t3 = Vector.FusedMultiplyAdd(ee, e, t3);
            s4 = Vector.FusedMultiplyAdd(dd, dd, s4);
            t4 = Vector.FusedMultiplyAdd(ee, ee, t4);
        }

        moments = default;
        var fourth = Vector.Sum(s4 + t4);
        if (!double.IsFinite(fourth))
            return false;
        float least = shift, most = shift;
        for (var i = 0; i < Vector<float>.Count; i++)
            (least, most) = (Math.Min(least, min[i]), Math.Max(most, max[i]));
        moments = Moments.OfPowerSums(
            count, shift, Vector.Sum(s1 + t1), Vector.Sum(s2 + t2), Vector.Sum(s3 + t3), fourth, least, most);
        return true;
    }
}
