using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>Makes detectors with River's default settings, and reads stored ones.</summary>
/// <remarks>
/// Binary form, version 1: "AMLD", version, kind, varints count, skipped; last answer; then the kind's set-up and state. Memory is
/// bounded, the largest is ADWIN's: 6 buckets of 16 bytes for each doubling of its window.
/// </remarks>
public abstract class DriftDetector : IDriftDetector
{
    private const byte Version = 1;

    // Squares and their sums over 2^50 values stay inside a double.
    private const double Largest = 1e100;

    private DetectorState _state;

    private protected DriftDetector()
    {
    }

    /// <inheritdoc/>
    public abstract DetectorKind Kind { get; }

    /// <inheritdoc/>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public long Skipped { get; private set; }

    private static ReadOnlySpan<byte> Magic => "AMLD"u8;

    /// <summary>A detector at its start, with the default settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is none.</exception>
    public static IDriftDetector Create(DetectorKind kind) => kind switch
    {
        DetectorKind.Adwin => new Adwin(),
        DetectorKind.Ddm => new Ddm(),
        DetectorKind.Eddm => new Eddm(),
        DetectorKind.HddmA => new HddmA(),
        DetectorKind.PageHinkley => new PageHinkley(),
        DetectorKind.Kswin => new Kswin(),
        DetectorKind.AlwaysFire => new AlwaysFire(),
        DetectorKind.NeverFire => new NeverFire(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such drift detector."),
    };

    /// <summary>Reads what <see cref="Encode"/> wrote; the detector continues as if never interrupted.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static IDriftDetector Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Drift detector");
        reader.Header(Magic, Version);
        var kind = (DetectorKind)reader.Byte();
        var count = reader.Count("count");
        var skipped = reader.Count("skipped");
        var state = reader.Byte();
        if (state > (byte)DetectorState.Drift)
            throw reader.Malformed($"answer {state} is none");
        DriftDetector detector = kind switch
        {
            DetectorKind.Adwin => Adwin.Read(ref reader),
            DetectorKind.Ddm => Ddm.Read(ref reader),
            DetectorKind.Eddm => Eddm.Read(ref reader),
            DetectorKind.HddmA => HddmA.Read(ref reader),
            DetectorKind.PageHinkley => PageHinkley.Read(ref reader),
            DetectorKind.Kswin => Kswin.Read(ref reader),
            DetectorKind.AlwaysFire => new AlwaysFire(),
            DetectorKind.NeverFire => new NeverFire(),
            _ => throw reader.Malformed($"kind {(byte)kind} is none"),
        };
        reader.End();
        (detector.Count, detector.Skipped, detector._state) = (count, skipped, (DetectorState)state);
        return detector;
    }

    /// <inheritdoc/>
    public DetectorState Add(double value)
    {
        if (!double.IsFinite(value))
        {
            Skipped++;
            return _state = _state == DetectorState.Drift ? DetectorState.InControl : _state;
        }

        Count++;
        return _state = Step(Math.Clamp(value, -Largest, Largest));
    }

    /// <inheritdoc/>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Byte((byte)Kind);
        writer.Varint(Count);
        writer.Varint(Skipped);
        writer.Byte((byte)_state);
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>The detector's own step; <see cref="Count"/> includes the value.</summary>
    private protected abstract DetectorState Step(double value);

    private protected abstract void Write(ByteWriter writer);

    private protected static double Share(double value, string name) => value is > 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "It must be above 0 and below 1.");

    private protected static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "It must be above 0 and finite.");

    private protected static double ReadShare(ref ByteReader reader, string what) =>
        reader.Within(what, double.Epsilon, Math.BitDecrement(1));

    private protected static double ReadPositive(ref ByteReader reader, string what) =>
        reader.Within(what, double.Epsilon, double.MaxValue);

    private protected static int ReadInt(ref ByteReader reader, string what, int low, int high)
    {
        var value = reader.Count(what);
        return value >= low && value <= high ? (int)value : throw reader.Malformed($"{what} {value} is not in [{low}, {high}]");
    }
}
