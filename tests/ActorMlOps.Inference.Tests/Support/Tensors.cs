using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorMlOps.Inference.Tests.Support;

/// <summary>Tensors of literal values, and the values of tensors.</summary>
internal static class Tensors
{
    public static TensorData Of<T>(params ReadOnlySpan<T> values)
        where T : unmanaged => new(MemoryMarshal.AsBytes(values).ToArray());

    public static TensorData Shaped<T>(int[] rowShape, params ReadOnlySpan<T> values)
        where T : unmanaged => Of(values) with { RowShape = rowShape };

    public static TensorData Texts(params IEnumerable<string> values)
    {
        var bytes = new List<byte>();
        Span<byte> length = stackalloc byte[4];
        foreach (var value in values)
        {
            var utf8 = Encoding.UTF8.GetBytes(value);
            BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
            bytes.AddRange(length);
            bytes.AddRange(utf8);
        }
        return new TensorData(bytes.ToArray());
    }

    public static T[] Values<T>(this TensorData tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.Data.Span).ToArray();

    public static string[] Strings(this TensorData tensor)
    {
        var texts = new List<string>();
        for (var rest = tensor.Data.Span; !rest.IsEmpty;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            texts.Add(Encoding.UTF8.GetString(rest.Slice(4, length)));
            rest = rest[(4 + length)..];
        }
        return [.. texts];
    }
}
