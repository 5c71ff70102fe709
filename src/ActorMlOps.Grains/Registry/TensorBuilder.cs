using System.Buffers.Binary;
using System.Text;
using ActorMlOps.Inference;
using ActorMlOps.Registry;
using TensorType = ActorMlOps.Serving.TensorType;

namespace ActorMlOps.Grains.Registry;

/// <summary>Puts rows of the reference into the model's inputs.</summary>
internal static class TensorBuilder
{
    public static TensorData[] Build(VersionSpec spec, IReadOnlyList<ReferenceColumn> columns, ReadOnlySpan<int> rows)
    {
        Span<byte> element = stackalloc byte[8];
        var inputs = new TensorData[spec.Signature.Inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = i;
            var ofInput = columns.Where(c => c.Feature.Input == input).OrderBy(c => c.Feature.Element).ToArray();
            using var data = new MemoryStream();
            foreach (var row in rows)
            {
                foreach (var column in ofInput)
                    Write(data, column, row, element);
            }
            inputs[i] = new(data.ToArray(), spec.Signature.RowShape(spec.Signature.Inputs[i]).ToArray());
        }
        return inputs;
    }

    private static void Write(MemoryStream data, ReferenceColumn column, int row, Span<byte> buffer)
    {
        var type = column.Feature.Type;
        if (type == TensorType.Bytes)
        {
            var text = Encoding.UTF8.GetBytes(column.Texts![row]!);
            BinaryPrimitives.WriteInt32LittleEndian(buffer, text.Length);
            data.Write(buffer[..4]);
            data.Write(text);
            return;
        }
        var value = column.Numbers[row];
        switch (type)
        {
            case TensorType.Bool or TensorType.UInt8: buffer[0] = (byte)value; break;
            case TensorType.Int8: buffer[0] = (byte)(sbyte)value; break;
            case TensorType.Int16: BinaryPrimitives.WriteInt16LittleEndian(buffer, (short)value); break;
            case TensorType.UInt16: BinaryPrimitives.WriteUInt16LittleEndian(buffer, (ushort)value); break;
            case TensorType.Int32: BinaryPrimitives.WriteInt32LittleEndian(buffer, (int)value); break;
            case TensorType.UInt32: BinaryPrimitives.WriteUInt32LittleEndian(buffer, (uint)value); break;
            case TensorType.Int64: BinaryPrimitives.WriteInt64LittleEndian(buffer, (long)value); break;
            case TensorType.UInt64: BinaryPrimitives.WriteUInt64LittleEndian(buffer, (ulong)value); break;
            case TensorType.Fp16: BinaryPrimitives.WriteHalfLittleEndian(buffer, (Half)value); break;
            case TensorType.Fp32: BinaryPrimitives.WriteSingleLittleEndian(buffer, (float)value); break;
            default: BinaryPrimitives.WriteDoubleLittleEndian(buffer, value); break;
        }
        data.Write(buffer[..ActorMlOps.Serving.TensorTypes.Size(type)]);
    }
}
