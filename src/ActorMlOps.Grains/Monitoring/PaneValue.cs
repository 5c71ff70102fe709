using System.Buffers.Binary;
using System.Numerics;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// What a drift pane holds beside its counters, in one value: sampled rows, repeated rows, predictions by group, values of a wrong type.
/// </summary>
/// <remarks>
/// Binary form: a byte of which the highest three bits are 001, the version, and the others say which sections follow the counters, the
/// lowest bit for the first; then the sections in the order of <see cref="PaneSection"/>, each but the last behind its length (varint): what
/// is not there takes nothing. The form before, still read, has "AMPV", then a length (u32, little endian) and the bytes of each section but
/// <see cref="PaneSection.Values"/>. A value with another mark is counters alone, as they were stored before there was more.
/// </remarks>
internal static class PaneValue
{
    private const int Sections = (int)PaneSection.Values + 1;
    private const int OldSections = (int)PaneSection.Mismatches + 1;
    private const byte Mark = 0x20;
    private const byte Version = 0xE0;

    private static ReadOnlySpan<byte> OldMagic => "AMPV"u8;

    /// <param name="sections">In the order of <see cref="PaneSection"/>; empty: there is nothing of it.</param>
    public static byte[] Pack(params ReadOnlySpan<byte[]> sections)
    {
        var (mark, length, last) = (Mark, 1, 0);
        for (var s = 0; s < sections.Length; s++)
        {
            length += sections[s].Length;
            if (s == 0 || sections[s].Length == 0)
                continue;
            mark |= (byte)(1 << (s - 1));
            length += LengthOf(sections[last].Length);
            last = s;
        }
        var value = new byte[length];
        value[0] = mark;
        var rest = value.AsSpan(1);
        for (var s = 0; s <= last; s++)
        {
            if (s > 0 && sections[s].Length == 0)
                continue;
            if (s < last)
                rest = rest[WriteLength(rest, sections[s].Length)..];
            sections[s].CopyTo(rest);
            rest = rest[sections[s].Length..];
        }
        return value;
    }

    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> value, PaneSection wanted)
    {
        if (value.StartsWith(OldMagic))
            return OldSection(value, wanted);
        if (value.IsEmpty || (value[0] & Version) != Mark)
            return wanted == PaneSection.Counters ? value : [];
        var present = ((value[0] & ~Version) << 1) | 1;
        if ((present >> (int)wanted & 1) == 0)
            return [];
        var rest = value[1..];
        for (var section = 0; section < Sections; section++)
        {
            if ((present >> section & 1) == 0)
                continue;
            var length = BitOperations.Log2((uint)present) == section ? rest.Length : ReadLength(ref rest);
            if (length > rest.Length)
                throw Malformed(section, value);
            if (section == (int)wanted)
                return rest[..length];
            rest = rest[length..];
        }
        throw Malformed((int)wanted, value);

        int ReadLength(ref ReadOnlySpan<byte> from)
        {
            uint length = 0;
            for (var (i, shift) = (0, 0); i < from.Length && shift < 28; (i, shift) = (i + 1, shift + 7))
            {
                length |= (uint)(from[i] & 0x7F) << shift;
                if (from[i] >= 0x80)
                    continue;
                from = from[(i + 1)..];
                return (int)length;
            }
            return int.MaxValue;
        }
    }

    private static ReadOnlySpan<byte> OldSection(ReadOnlySpan<byte> value, PaneSection wanted)
    {
        if ((int)wanted >= OldSections)
            return [];
        var at = OldMagic.Length;
        for (var section = PaneSection.Counters; ; section++)
        {
            var length = value.Length - at < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(value[at..]);
            if (length < 0 || length > value.Length - at - 4)
                throw Malformed((int)section, value);
            if (section == wanted)
                return value.Slice(at + 4, length);
            at += 4 + length;
        }
    }

    private static int LengthOf(int length) => 1 + (BitOperations.Log2((uint)length | 1) / 7);

    private static int WriteLength(Span<byte> to, int length)
    {
        var at = 0;
        for (; length >= 0x80; length >>= 7)
            to[at++] = (byte)(length | 0x80);
        to[at++] = (byte)length;
        return at;
    }

    private static InvalidDataException Malformed(int section, ReadOnlySpan<byte> value) =>
        new($"Pane value: section {(PaneSection)section} does not fit in {value.Length} bytes.");
}
