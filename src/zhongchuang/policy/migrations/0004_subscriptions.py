import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from zhongchuang.policy.packs.schema import Instrument


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0001_initial'),
        ('policy', '0003_desk'),
    ]

    operations = [
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('account_id', models.CharField(db_index=True, max_length=40, verbose_name='账户')),
                ('secret', models.CharField(max_length=64, unique=True, verbose_name='订阅源凭据')),
                ('instrument', models.CharField(blank=True, choices=[(i.value, i.value) for i in Instrument], max_length=20, verbose_name='政策工具')),
                ('words', models.CharField(blank=True, max_length=60, verbose_name='搜索词')),
                ('by_mail', models.BooleanField(default=True, verbose_name='发邮件')),
                ('created_at', models.DateTimeField(verbose_name='订阅时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='取消时间')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.place', verbose_name='地区')),
            ],
            options={
                'verbose_name': '订阅',
                'ordering': ('-created_at', '-id'),
            },
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(models.F('account_id'), django.db.models.functions.comparison.Coalesce('place', models.Value('')), models.F('instrument'), models.F('words'), condition=models.Q(('ended_at', None)), name='subscribed_once'),
        ),
    ]
