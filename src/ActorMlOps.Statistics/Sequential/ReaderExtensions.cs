using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Sequential;

/// <summary>Checked reads of the numbers that the states of sequential procedures hold.</summary>
internal static class ReaderExtensions
{
    /// <summary>A finite number in [<paramref name="low"/>, <paramref name="high"/>].</summary>
    public static double Within(this ref ByteReader reader, string what, double low, double high)
    {
        var value = reader.Double();
        return double.IsFinite(value) && value >= low && value <= high
            ? value
            : throw reader.Malformed($"{what} {value} is not in [{low}, {high}]");
    }

    /// <summary>A finite number of any size.</summary>
    public static double Finite(this ref ByteReader reader, string what) =>
        reader.Within(what, double.MinValue, double.MaxValue);

    /// <summary>A logarithm of evidence: finite, or minus infinity for none.</summary>
    public static double LogEvidence(this ref ByteReader reader, string what)
    {
        var value = reader.Double();
        return value < double.PositiveInfinity ? value : throw reader.Malformed($"{what} {value} is no logarithm of a number");
    }

    /// <summary>0 or 1.</summary>
    public static bool Flag(this ref ByteReader reader, string what)
    {
        var value = reader.Byte();
        return value <= 1 ? value == 1 : throw reader.Malformed($"{what} {value} is neither 0 nor 1");
    }
}
