using System.Buffers;
using System.Text.Json;

namespace ActorMlOps.Api.Serving;

/// <summary>Where an answer is written before it is sent, so that its length is known. Kept by the thread that gives it back.</summary>
internal sealed class AnswerBuffer
{
    private const int MostKeptBytes = 1 << 20;

    [ThreadStatic]
    private static AnswerBuffer? _free;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    private AnswerBuffer() => Json = new(_bytes, InferResponseWriter.Options);

    /// <summary>What is written with it must be flushed to be seen.</summary>
    public Utf8JsonWriter Json { get; }

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public static AnswerBuffer Take()
    {
        var buffer = _free ?? new();
        _free = null;
        return buffer;
    }

    public void GiveBack()
    {
        if (_bytes.Capacity > MostKeptBytes)
            return;
        _bytes.ResetWrittenCount();
        Json.Reset();
        _free = this;
    }
}
