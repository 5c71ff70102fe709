using System.Buffers;
using System.Globalization;
using ActorMlOps.Api.Hosting;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Reads the protocol's binary extension: JSON, then the tensors whose <c>binary_data_size</c> it tells, in the order of the inputs. Every
/// tensor goes from the connection into a buffer of its own, which the grains then share; only the JSON is read into a pooled one.
/// </summary>
internal static class InferBinaryReader
{
    /// <summary>Header with the length of the JSON, of requests and of answers.</summary>
    public const string JsonLengthHeader = "Inference-Header-Content-Length";

    /// <param name="jsonLength">The header's value.</param>
    /// <param name="bodyLength">Null: not announced.</param>
    /// <exception cref="RequestException">The message names the input and says what is expected.</exception>
    public static async ValueTask<InferRequest> ReadAsync(
        Stream body, string? jsonLength, long? bodyLength, int maxBytes, CancellationToken cancellationToken)
    {
        var length = JsonLength(jsonLength, Math.Min(bodyLength ?? maxBytes, maxBytes));
        var request = await ReadJsonAsync(body, length, cancellationToken);
        CheckSizes(request, length, bodyLength, maxBytes);

        for (var i = 0; i < request.Inputs.Length; i++)
        {
            if (request.Inputs[i] is { BinarySize: { } size } input)
                request.Inputs[i] = input with { Data = await ReadTensorAsync(body, input, size, cancellationToken), BinarySize = null };
        }
        return await body.ReadAsync(new byte[1], cancellationToken) == 0
            ? request
            : throw new RequestException(
                "The body goes on after the last binary input: the inputs' 'binary_data_size' must add up to what follows the JSON.");
    }

    private static int JsonLength(string? text, long most)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length >= 1 && length <= most)
            return length;
        throw new RequestException(
            $"'{JsonLengthHeader}' is {JsonErrors.Shown(text ?? "")}: it must be the length of the JSON at the body's begin, from 1 to {most}.");
    }

    private static async ValueTask<InferRequest> ReadJsonAsync(Stream body, int length, CancellationToken cancellationToken)
    {
        var json = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = await body.ReadAtLeastAsync(json.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken);
            return read == length
                ? InferRequestReader.Read(json.AsSpan(0, length), binary: true)
                : throw new RequestException($"The body ends after {read} bytes; by '{JsonLengthHeader}' its JSON alone has {length}.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(json);
        }
    }

    /// <summary>Before the first tensor is allocated.</summary>
    private static void CheckSizes(InferRequest request, int jsonLength, long? bodyLength, int maxBytes)
    {
        long needed = jsonLength;
        foreach (var input in request.Inputs)
        {
            needed += input.BinarySize ?? 0;
            if (needed > bodyLength)
                throw TooShort(input, bodyLength.Value - needed + input.BinarySize!.Value);
            if (needed > maxBytes)
                throw PooledBody.TooLarge(maxBytes);
        }
    }

    private static async ValueTask<byte[]> ReadTensorAsync(Stream body, InferInput input, int size, CancellationToken cancellationToken)
    {
        var data = GC.AllocateUninitializedArray<byte>(size);
        var read = await body.ReadAtLeastAsync(data, size, throwOnEndOfStream: false, cancellationToken);
        if (read < size)
            throw TooShort(input, read);
        TensorBytes.Demand(input.Name, input.Type, input.Shape, data, "'binary_data_size'");
        return data;
    }

    private static RequestException TooShort(InferInput input, long left) =>
        new($"Input '{input.Name}': 'binary_data_size' is {input.BinarySize} bytes, but the body has {left} left for it.");
}
