using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// The difference of two variants compared only within strata (epoch and pane), so that neither a ramp nor a base rate that
/// drifts can pose as a difference: h_s = nA nB/(nA + nB), Delta = sum h_s (B_s - A_s)/sum h_s,
/// V = sum h_s^2 (V_A + V_B)/(sum h_s)^2.
/// </summary>
/// <remarks>
/// Immutable, O(1) memory. Strata are taken as independent: where a unit comes back in later strata, use
/// <see cref="UnitStratifiedDifference"/>. A stratum with one side empty tells nothing and is left out; so is one with a
/// side whose spread is unknown (one unit). Mantel and Haenszel 1959 (the weights); see <see cref="ConfidenceSequence"/> for the bound.
/// Binary form, version 1: "AMLS", version, varints strata and left out, flag undefined, five doubles (weight, weighted
/// difference, variance, events).
/// </remarks>
public sealed record StratifiedDifference
{
    /// <summary>No stratum yet.</summary>
    public static StratifiedDifference Empty { get; } = new();

    /// <summary>Strata used.</summary>
    public long Strata { get; private init; }

    /// <summary>Strata left out: a side empty, or of unknown spread.</summary>
    public long LeftOut { get; private init; }

    /// <summary>Events of the variant with fewer.</summary>
    public double LeastEvents => Math.Min(EventsA, EventsB);

    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "AMLS"u8;

    private double Weight { get; init; }

    private double Weighted { get; init; }

    private double Variance { get; init; }

    private double EventsA { get; init; }

    private double EventsB { get; init; }

    private bool Undefined { get; init; }

    /// <summary>With one more stratum.</summary>
    /// <param name="a">The stable variant.</param>
    /// <param name="b">The candidate.</param>
    public StratifiedDifference Add(StratumSide a, StratumSide b)
    {
        if (!a.IsFinite || !b.IsFinite)
            return this with { Undefined = true };
        if (a.Size == 0 || b.Size == 0 || (a.Variance == 0 && a.Events < 2) || (b.Variance == 0 && b.Events < 2))
            return this with { LeftOut = LeftOut + 1 };
        var h = a.Size / (a.Size + b.Size) * b.Size;
        return this with
        {
            Strata = Strata + 1,
            Weight = Weight + h,
            Weighted = Weighted + (h * (b.Mean - a.Mean)),
            Variance = Variance + (h * h * (a.Variance + b.Variance)),
            EventsA = EventsA + a.Events,
            EventsB = EventsB + b.Events,
        };
    }

    /// <summary>Delta = B - A with its interval at all looks together.</summary>
    /// <param name="tauSquared">The mixture's variance, fixed before the start; above 0, finite.</param>
    /// <param name="alpha">Two-sided chance of ever being wrong; above 0, below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public SequentialInterval Interval(double tauSquared, double alpha)
    {
        if (Undefined)
            return SequentialInterval.Undefined(SequentialReasons.OutOfRange);
        if (Strata == 0)
            return SequentialInterval.Undefined(SequentialReasons.NoData);
        var side = new StratumSide(Weight, Weighted / Weight, Variance / Weight / Weight, LeastEvents);
        return ConfidenceSequence.Of(side, tauSquared, alpha);
    }

    /// <summary>The binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(Strata);
        writer.Varint(LeftOut);
        writer.Byte(Undefined ? (byte)1 : (byte)0);
        foreach (var part in (double[])[Weight, Weighted, Variance, EventsA, EventsB])
            writer.Double(part);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static StratifiedDifference Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Stratified difference");
        reader.Header(Magic, Version);
        var difference = new StratifiedDifference
        {
            Strata = reader.Count("strata"),
            LeftOut = reader.Count("strata left out"),
            Undefined = reader.Flag("undefined"),
            Weight = reader.Double(),
            Weighted = reader.Double(),
            Variance = reader.Double(),
            EventsA = reader.Double(),
            EventsB = reader.Double(),
        };
        reader.End();
        return difference;
    }
}
