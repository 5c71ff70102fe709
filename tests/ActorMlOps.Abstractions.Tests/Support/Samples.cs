using System.Reflection;

namespace ActorMlOps.Abstractions.Tests.Support;

/// <summary>Makes a value of any contract type, every member different from its default and from its neighbours.</summary>
internal sealed class Samples(int seed)
{
    private int _next = seed;

    public object Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        int n = ++_next;
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(n % Enum.GetValues(type).Length)!;
        if (type.IsArray)
            return Fill(Array.CreateInstance(type.GetElementType()!, 2), type.GetElementType()!);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            return Dictionary(type);
        return Scalar(type, n) ?? Contract(type);
    }

    private static object? Scalar(Type type, int n) => type switch
    {
        _ when type == typeof(string) => $"text {n} ü",
        _ when type == typeof(bool) => true,
        _ when type == typeof(byte) => (byte)n,
        _ when type == typeof(int) => -n,
        _ when type == typeof(uint) => uint.MaxValue - (uint)n,
        _ when type == typeof(long) => long.MaxValue - n,
        _ when type == typeof(ulong) => ulong.MaxValue - (ulong)n,
        _ when type == typeof(UInt128) => UInt128.MaxValue - (UInt128)n,
        _ when type == typeof(float) => n + 0.5f,
        _ when type == typeof(double) => n + 0.25,
        _ when type == typeof(Guid) => new Guid(n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        _ when type == typeof(TimeSpan) => TimeSpan.FromTicks(n),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch.AddTicks(n).ToOffset(TimeSpan.FromHours(2)),
        _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>([1, 2, (byte)n]),
        _ => null,
    };

    private Array Fill(Array array, Type element)
    {
        for (int i = 0; i < array.Length; i++)
            array.SetValue(Of(element), i);
        return array;
    }

    private System.Collections.IDictionary Dictionary(Type type)
    {
        var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(type)!;
        for (int i = 0; i < 2; i++)
            dictionary.Add(Of(type.GetGenericArguments()[0]), Of(type.GetGenericArguments()[1]));
        return dictionary;
    }

    private object Contract(Type type)
    {
        Assert.Contains(type, ContractTests.Serialised);
        object value = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null))
            property.SetValue(value, Of(property.PropertyType));
        return value;
    }
}
