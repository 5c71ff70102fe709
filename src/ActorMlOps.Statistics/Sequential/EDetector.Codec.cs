using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Sequential;

/// <remarks>
/// Binary form, version 1: "AMLE", version, varint cells, reference counts; threshold, tolerance; varint detectors; flag, phi, largest
/// effect, varint panes of the calibration; flag exact radius; varints panes, alarms; flag held; ln evidence, four components, three
/// rows of past weights by cell.
/// </remarks>
public sealed partial class EDetector
{
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "AMLE"u8;

    /// <summary>The set-up, the reference and the state in the binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(_reference.Length);
        foreach (var count in _reference)
            writer.Varint(count);
        writer.Double(Options.Threshold);
        writer.Double(Options.Tolerance);
        writer.Varint(Options.Detectors);
        writer.Byte(Options.DesignEffect.Phi is null ? (byte)0 : (byte)1);
        writer.Double(Options.DesignEffect.Phi ?? 0);
        writer.Double(Options.DesignEffect.Largest ?? 0);
        writer.Varint(Options.DesignEffect.Panes);
        writer.Byte(Options.ExactRadius ? (byte)1 : (byte)0);
        writer.Varint(Panes);
        writer.Varint(Alarms);
        writer.Byte(Held ? (byte)1 : (byte)0);
        writer.Double(LogEvidence);
        foreach (var evidence in _logEvidence)
            writer.Double(evidence);
        foreach (var past in _past)
        {
            foreach (var weight in past)
                writer.Double(weight);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; the detector continues as if never interrupted.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static EDetector Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "E-detector");
        reader.Header(Magic, Version);
        var reference = new long[reader.Length("number of cells", 1)];
        for (var i = 0; i < reference.Length; i++)
            reference[i] = reader.Count("reference count");
        if (reference.Length == 0)
            throw reader.Malformed("no cell");
        var options = ReadOptions(ref reader);
        var fresh = Create(reference, options);
        var detector = new EDetector(reference, options, fresh._ball)
        {
            Panes = reader.Count("panes"),
            Alarms = reader.Count("alarms"),
            Held = reader.Flag("held"),
            LogEvidence = reader.LogEvidence("evidence"),
        };
        foreach (ref var evidence in detector._logEvidence.AsSpan())
            evidence = reader.LogEvidence("evidence of a component");
        foreach (var past in detector._past)
        {
            foreach (ref var weight in past.AsSpan())
                weight = reader.Within("past weight", 0, 1e18);
        }

        reader.End();
        return detector;
    }

    private static EDetectorOptions ReadOptions(ref ByteReader reader)
    {
        var threshold = reader.Within("threshold", 1, double.MaxValue);
        var tolerance = reader.Within("tolerance", 0, double.MaxValue);
        var detectors = reader.Count("detectors");
        if (detectors is < 1 or > int.MaxValue)
            throw reader.Malformed($"{detectors} detectors are not possible");
        var measured = reader.Flag("measured");
        var phi = reader.Within("phi", 0, double.MaxValue);
        var largest = reader.Within("largest effect", 0, double.MaxValue);
        var panes = reader.Count("calibration panes");
        return new EDetectorOptions
        {
            Threshold = threshold,
            Tolerance = tolerance,
            Detectors = (int)detectors,
            DesignEffect = measured ? new DesignEffect(phi, largest, (int)Math.Min(panes, int.MaxValue)) : DesignEffect.Unmeasured,
            ExactRadius = reader.Flag("exact radius"),
        };
    }
}
