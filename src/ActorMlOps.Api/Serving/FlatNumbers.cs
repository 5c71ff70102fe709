using System.Runtime.InteropServices;
using System.Text.Json;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>Reads a flat list of floats, the bulk of most requests, from the text at once.</summary>
internal static class FlatNumbers
{
    /// <param name="reader">At the list's begin; afterwards at its end.</param>
    /// <param name="text">All that is read.</param>
    /// <param name="data">As many values as the list must have.</param>
    /// <returns>
    /// False: there is something else in it, or more or less. The reader has not moved, so that what is wrong is told in the usual way.
    /// </returns>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, TensorType type, Span<byte> data)
    {
        if (!text.Overlaps(reader.ValueSpan, out var begin))
            return false;
        var list = text[(begin + 1)..];
        var end = type switch
        {
            TensorType.Fp32 => Read(list, MemoryMarshal.Cast<byte, float>(data)),
            TensorType.Fp64 => Read(list, MemoryMarshal.Cast<byte, double>(data)),
            _ => -1,
        };
        if (end < 0)
            return false;
        // Goes on as if the list were empty.
        reader = new Utf8JsonReader(list[end..], isFinalBlock: true, reader.CurrentState);
        return reader.Read();
    }

    /// <returns>Where the list's closing bracket is; -1: something else is there.</returns>
    private static int Read(ReadOnlySpan<byte> list, Span<float> to)
    {
        var at = 0;
        for (var i = 0; i < to.Length; i++)
        {
            at = SkipSpace(list, at);
            var length = JsonNumber.Read(list[at..], out to[i]);
            if (length == 0 || !Ends(list, at += length, i + 1 == to.Length, out at))
                return -1;
        }
        return to.IsEmpty ? -1 : at;
    }

    private static int Read(ReadOnlySpan<byte> list, Span<double> to)
    {
        var at = 0;
        for (var i = 0; i < to.Length; i++)
        {
            at = SkipSpace(list, at);
            var length = JsonNumber.Read(list[at..], out to[i]);
            if (length == 0 || !Ends(list, at += length, i + 1 == to.Length, out at))
                return -1;
        }
        return to.IsEmpty ? -1 : at;
    }

    // After the last value at the bracket, after any other behind the comma.
    private static bool Ends(ReadOnlySpan<byte> list, int at, bool last, out int next)
    {
        next = SkipSpace(list, at);
        if (next == list.Length || list[next] != (last ? (byte)']' : (byte)','))
            return false;
        next += last ? 0 : 1;
        return true;
    }

    private static int SkipSpace(ReadOnlySpan<byte> list, int at)
    {
        while (at < list.Length && list[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            at++;
        return at;
    }
}
