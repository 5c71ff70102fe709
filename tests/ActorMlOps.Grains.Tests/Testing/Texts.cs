using System.Buffers.Binary;
using System.Text;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>Texts as tensors hold them: a little-endian u32 length, then UTF-8.</summary>
internal static class Texts
{
    public static byte[] Encode(params IEnumerable<string> values)
    {
        using var data = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var value in values)
        {
            var utf8 = Encoding.UTF8.GetBytes(value);
            BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
            data.Write(length);
            data.Write(utf8);
        }
        return data.ToArray();
    }
}
