using System.Buffers.Binary;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// What a drift pane holds beside its counters, in one value: sampled rows, repeated rows, predictions by group, values of a wrong type.
/// </summary>
/// <remarks>
/// Binary form: "AMPV", then a length (u32, little endian) and the bytes of each section in the order of <see cref="PaneSection"/>. A value
/// with another mark is counters alone, as they were stored before there was more.
/// </remarks>
internal static class PaneValue
{
    private const int Sections = 5;

    private static ReadOnlySpan<byte> Magic => "AMPV"u8;

    /// <param name="sections">In the order of <see cref="PaneSection"/>; empty: there is nothing of it.</param>
    public static byte[] Pack(params ReadOnlySpan<byte[]> sections)
    {
        var length = Magic.Length + (4 * Sections);
        foreach (var section in sections)
            length += section.Length;
        var value = new byte[length];
        Magic.CopyTo(value);
        var at = Magic.Length;
        foreach (var section in sections)
        {
            BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(at), section.Length);
            section.CopyTo(value.AsSpan(at + 4));
            at += 4 + section.Length;
        }
        return value;
    }

    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> value, PaneSection wanted)
    {
        if (!value.StartsWith(Magic))
            return wanted == PaneSection.Counters ? value : [];
        var at = Magic.Length;
        for (var section = PaneSection.Counters; ; section++)
        {
            var length = value.Length - at < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(value[at..]);
            if (length < 0 || length > value.Length - at - 4)
                throw new InvalidDataException($"Pane value: section {section} does not fit in {value.Length} bytes.");
            if (section == wanted)
                return value.Slice(at + 4, length);
            at += 4 + length;
        }
    }
}
