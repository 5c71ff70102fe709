using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Tests.Serving;

/// <summary>Values of any type, all of which every form of the protocol can carry.</summary>
internal static class RandomTensor
{
    public static byte[] Data(TensorType type, int elements, Random random)
    {
        if (type == TensorType.Bytes)
            return [.. Enumerable.Range(0, elements).SelectMany(_ => Text(random))];
        var data = new byte[elements * type.Size()];
        random.NextBytes(data);
        switch (type)
        {
            case TensorType.Bool:
                foreach (ref var b in data.AsSpan())
                    b &= 1;
                break;
            // There is one NaN in JSON.
            case TensorType.Fp16:
                foreach (ref var v in MemoryMarshal.Cast<byte, Half>(data.AsSpan()))
                    v = Half.IsNaN(v) ? Half.NaN : v;
                break;
            case TensorType.Fp32:
                foreach (ref var v in MemoryMarshal.Cast<byte, float>(data.AsSpan()))
                    v = float.IsNaN(v) ? float.NaN : v;
                break;
            case TensorType.Fp64:
                foreach (ref var v in MemoryMarshal.Cast<byte, double>(data.AsSpan()))
                    v = double.IsNaN(v) ? double.NaN : v;
                break;
        }
        return data;
    }

    private static byte[] Text(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(5); i > 0; i--)
        {
            var code = random.Next(0x11_0000 - 0x800);
            text.Append(new Rune(code < 0xD800 ? code : code + 0x800).ToString());
        }
        var utf8 = Encoding.UTF8.GetBytes(text.ToString());
        var element = new byte[4 + utf8.Length];
        BinaryPrimitives.WriteInt32LittleEndian(element, utf8.Length);
        utf8.CopyTo(element, 4);
        return element;
    }
}
