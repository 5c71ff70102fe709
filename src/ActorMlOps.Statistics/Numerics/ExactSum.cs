using System.Numerics;

namespace ActorMlOps.Statistics.Numerics;

/// <summary>
/// The exact sum of finite doubles, as an integer multiple of 2^-1074. Adding is associative, commutative and undone by
/// subtracting, to the bit: a corrected label leaves no trace. About 300 bytes where magnitudes differ widely.
/// </summary>
internal struct ExactSum : IEquatable<ExactSum>
{
    private const int Unit = 1074;

    private BigInteger _units;

    public ExactSum(BigInteger units) => _units = units;

    /// <summary>The sum in units of 2^-1074.</summary>
    public readonly BigInteger Units => _units;

    public void Add(double value) => _units += ToUnits(value);

    public void Subtract(double value) => _units -= ToUnits(value);

    public void Merge(in ExactSum other) => _units += other._units;

    /// <summary>Adds value^2 without rounding it: the rounded square and its error, both doubles.</summary>
    public void AddSquare(double value, int sign)
    {
        var square = value * value;
        var error = Math.FusedMultiplyAdd(value, value, -square);
        _units += sign * (ToUnits(square) + ToUnits(error));
    }

    /// <summary>numerator / denominator, within one unit in the last place; the denominator is positive.</summary>
    public static double Quotient(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.IsZero)
            return 0;
        var shift = 80 - (int)(numerator.GetBitLength() - denominator.GetBitLength());
        var quotient = shift >= 0 ? (numerator << shift) / denominator : numerator / (denominator << -shift);
        return Math.ScaleB((double)quotient, -shift);
    }

    /// <summary>The mean over <paramref name="count"/> values; at least one.</summary>
    public readonly double Mean(long count) => Quotient(_units, new BigInteger(count) << Unit);

    public readonly bool Equals(ExactSum other) => _units == other._units;

    public override readonly bool Equals(object? obj) => obj is ExactSum other && Equals(other);

    public override readonly int GetHashCode() => _units.GetHashCode();

    private static BigInteger ToUnits(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        var units = exponent == 0 ? new BigInteger(mantissa) : new BigInteger(mantissa | (1L << 52)) << (exponent - 1);
        return bits < 0 ? -units : units;
    }
}
